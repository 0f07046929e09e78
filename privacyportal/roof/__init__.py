"""What is too much for the roof's loose files: pages, what an installation begins with, demonstration, benchmarks."""
