"""Contact first: whoever calls, writes or comes is a contact before it is anything else, and often it stays one.

Shared by the duties that talk with people. What is said lies sealed to the desk under a key of the contact's own
(decision 0032); what kind of contact it was, when and how long, lies in the clear and is counted.
"""
