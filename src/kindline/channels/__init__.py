"""How a parcel leaves the house: one folder per channel, each offering `CHANNEL`. Adding one is adding a folder."""
