"""truth.py FILE...: what tshark reads in captures, as lines of ground-truth.tsv: binds, first fragments of requests, faults, mapper answers, NTLM logons."""
import collections
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

REQUEST, RESPONSE, FAULT, BIND, ALTER_CONTEXT = '0', '2', '3', '11', '14'
COLUMNS = ('file', 'kind', 'src', 'dst', 'port', 'transport', 'pipe', 'uuid_or_uri', 'iface_or_agent', 'opnum_or_method', 'decoded_or_ports', 'extra', 'count')


def values(element, name):
    return [field.get('show') for field in element.iter('field') if field.get('name') == name]


def value(element, name, otherwise=''):
    return next(iter(values(element, name)), otherwise)


class Reader:
    def __init__(self, file):
        self.file, self.rows, self.interfaces = os.path.basename(file), collections.Counter(), {}

    def add(self, kind, *columns):
        self.rows[(self.file, kind, *columns)] += 1

    def packet(self, packet):
        protocols = {proto.get('name'): proto for proto in packet.iter('proto')}
        ip, tcp = protocols.get('ip'), protocols.get('tcp')
        if ip is None or tcp is None:
            return
        ends = (value(ip, 'ip.src'), value(ip, 'ip.dst'))
        ports = (value(tcp, 'tcp.srcport'), value(tcp, 'tcp.dstport'))
        smb = protocols.get('smb2')
        transport, place = ('tcp', '') if smb is None else ('np', value(smb, 'smb2.fid'))
        towers = [proto for proto in packet.iter('proto') if proto.get('name') == 'epm']
        for proto in packet.iter('proto'):
            if proto.get('name') == 'dcerpc':
                self.pdu(proto, ends, ports, transport, (value(tcp, 'tcp.stream'), place), towers)
        for proto in packet.iter('proto'):
            user = value(proto, 'ntlmssp.auth.username') if proto.get('name') == 'ntlmssp' else ''
            if user:
                self.add('ntlm_auth', *ends, ports[1], '', '', f"{value(proto, 'ntlmssp.auth.domain')}\\{user}", '', '', '', '')

    def pdu(self, pdu, ends, ports, transport, connection, towers):
        kind, context = value(pdu, 'dcerpc.pkt_type'), value(pdu, 'dcerpc.cn_ctx_id')
        if kind in (BIND, ALTER_CONTEXT):
            uuids = values(pdu, 'dcerpc.cn_bind_to_uuid')
            for number, uuid in zip(values(pdu, 'dcerpc.cn_ctx_id'), uuids):
                self.interfaces[connection, number] = uuid
                self.add('bind' if kind == BIND else 'alter_context', *ends, ports[1], transport, '', uuid, '', '', '', '')
        elif kind == REQUEST and value(pdu, 'dcerpc.cn_flags.first_frag') in ('1', 'True'):
            level = value(pdu, 'dcerpc.auth_level')
            self.add('request', *ends, ports[1], transport, '', self.interfaces.get((connection, context), '?'), '', value(pdu, 'dcerpc.opnum'), '',
                     f'level={level}' if level else '')
        elif kind == FAULT:
            self.add('fault', *ends, ports[0], transport, '', '', '', f"0x{int(value(pdu, 'dcerpc.cn_status'), 0):08x}", '', '')
        elif kind == RESPONSE and towers and value(pdu, 'dcerpc.opnum') == '3':
            for answer in towers:
                port = value(answer, 'epm.proto.tcp_port')
                self.add('ept_answer', *ends, ports[0], '', '', value(answer, 'epm.uuid'), '', '3', f'tcp:{port}' if port else '', '')


def main():
    print('\t'.join(COLUMNS))
    for file in sys.argv[1:]:
        pdml = subprocess.run(['tshark', '-r', file, '-T', 'pdml'], check=True, capture_output=True).stdout
        reader = Reader(file)
        for packet in ElementTree.fromstring(pdml).iter('packet'):
            reader.packet(packet)
        for row, count in sorted(reader.rows.items()):
            print('\t'.join((*row, str(count))))


if __name__ == '__main__':
    main()
