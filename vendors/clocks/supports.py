"""What rests on what in this room?"""

from privacyportal.clocks.plan import Support, rests

rests(
    *(
        Support(
            supporter="COUNTRY",
            dependent="GROUND",
            path=f"{party}__country",
            duty="vendors.ground_lapse",
            listed="vendors_foreignground",
            narrowed={"show": "lapsed"},
        )
        for party in ("vendor", "partner")
    ),
    Support(
        supporter="GROUND",
        dependent="VENDOR",
        path="foreign_grounds__reference",
        duty="vendors.ground_lapse",
        listed="vendors_vendor",
        narrowed={"show": "all", "support": "no_ground"},
    ),
    Support(
        supporter="GROUND",
        dependent="JOINTUSE",
        path="partners__foreign_grounds__reference",
        duty="vendors.joint_use_lapse",
        listed="vendors_jointusearrangement",
        narrowed={"support": "no_ground"},
    ),
    Support(
        supporter="ENTRUST",
        dependent="VENDOR",
        path="entrustments__reference",
        duty="vendors.contract_end",
        listed="vendors_vendor",
        narrowed={"show": "all", "support": "no_contract"},
    ),
)
