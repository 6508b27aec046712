"""One side of a handshake by Samba's gensec, driven line by line: a token or a message comes in base64, the answer goes out in base64.

gensec-peer.py client|server MECHANISM SMB_CONF [USER PASSWORD DOMAIN]
"""
import base64
import sys

from samba import auth, credentials, gensec
from samba.credentials import Credentials
from samba.param import LoadParm

role, mechanism, conf = sys.argv[1:4]
lp = LoadParm()
lp.load(conf)
settings = {"target_hostname": "dc1.lab.test", "lp_ctx": lp}
creds = Credentials()
creds.guess(lp)
if role == "client":
    user, password, domain = sys.argv[4:7]
    if user:
        creds.set_username(user)
        creds.set_password(password)
        creds.set_domain(domain)
    else:
        creds.set_anonymous()
    creds.set_kerberos_state(credentials.DONT_USE_KERBEROS)
    peer = gensec.Security.start_client(settings)
else:
    creds.set_machine_account(lp)
    peer = gensec.Security.start_server(settings, auth.AuthContext(lp_ctx=lp))
peer.set_credentials(creds)
peer.want_feature(gensec.FEATURE_SEAL)
peer.start_mech_by_name(mechanism)


def say(kind, data=b""):
    print(kind, base64.b64encode(data).decode(), flush=True)


for line in sys.stdin:
    command, _, text = line.strip().partition(" ")
    data = base64.b64decode(text)
    try:
        if command == "step":
            finished, token = peer.update(data)
            say("complete" if finished else "continue", token)
        elif command == "wrap":
            say("message", peer.wrap(data))
        elif command == "unwrap":
            say("message", peer.unwrap(data))
        elif command == "key":
            say("message", peer.session_key())
    except Exception as refusal:  # the peer says no: that is an answer too
        say("refused", str(refusal).encode())
