"""What do imports and exports add to every list?"""

from privacyportal.backoffice import additions
from privacyportal.imports.exports import ListExport
from privacyportal.imports.filters import ImportedRecords

additions.add(ListExport())
additions.add(ImportedRecords())
