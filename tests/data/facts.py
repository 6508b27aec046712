"""facts.py <AUDIT.jsonl: what a server recorded of calls of DCOM and WMI, a line for each, without what belongs to one run only."""
import json
import sys

ONE_RUN = ('time', 'prev', 'client', 'server', 'duration', 'groups', 'account', 'scheme', 'source', 'status', 'policy_rule', 'verdict')
INTERFACES = ('000001a0-', '9556dc99-', 'f309ad18-', '00000131-', '00000143-', '99fcfec4-', '4d9f4ab8-')

for line in sys.stdin:
    record = json.loads(line)
    if record.get('type') == 'call' and record.get('interface', '').startswith(INTERFACES):
        print(json.dumps({key: value for key, value in record.items() if key not in ONE_RUN}, sort_keys=True))
