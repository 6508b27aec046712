"""The accounts of a realm with a gate that acts for its callers: realm-accounts.py SMB.CONF PASSWORD, as root beside the domain controller.

alice and bob are users, carol is sensitive. svc-gate is the gate: Kerberos only, for web1 and web3. svc-transition is another
one, trusted for any protocol, for web1. svc-web are the targets web1 to web5, of which web4 has DCOM's name; web6 has none.
svc-bridge is the gate's stored logon at web4, web5 and web6.
"""
import sys

import ldb
from samba import dsdb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

settings, password = sys.argv[1:]
parameters = LoadParm()
parameters.load(settings)
database = SamDB(session_info=system_session(), lp=parameters)


def account(name, flags=0, **attributes):
    database.newuser(name, password)
    where = '(sAMAccountName=%s)' % name
    entry = database.search(expression=where, attrs=['userAccountControl'])[0]
    change = ldb.Message(entry.dn)
    # AES-128 and AES-256: an account with an SPN has RC4 alone otherwise.
    values = dict(attributes, **{'msDS-SupportedEncryptionTypes': '24'})
    if flags:
        values['userAccountControl'] = str(int(entry['userAccountControl'][0]) | flags)
    for key, value in values.items():
        change[key] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, key)
    database.modify(change)
    # The keys are made with the password, and with the name that the account has now.
    database.setpassword(where, password)


def spns(*names):
    return ['HTTP/%s.lab.test' % name for name in names]


account('alice')
account('bob')
account('carol', dsdb.UF_NOT_DELEGATED)
account('svc-bridge')
account('svc-web', servicePrincipalName=spns('web1', 'web2', 'web3', 'web5') + ['host/web4.lab.test'])
account('svc-gate', servicePrincipalName=spns('gate'), userPrincipalName='HTTP/gate.lab.test@LAB.TEST',
        **{'msDS-AllowedToDelegateTo': spns('web1', 'web3')})
account('svc-transition', dsdb.UF_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION, servicePrincipalName=spns('gate2'),
        userPrincipalName='HTTP/gate2.lab.test@LAB.TEST', **{'msDS-AllowedToDelegateTo': spns('web1')})
