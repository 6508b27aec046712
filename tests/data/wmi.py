"""wmi.py ADDRESS USER PASSWORD: what wmiquery, wmiexec, wmipersist and dcomexec of impacket do, at packet integrity, so that it can be read.

The examples themselves encrypt. Their calls are the same ones: a class is fetched and its method run, an instance is put and deleted.
"""
import sys

from impacket.dcerpc.v5 import transport
from impacket.dcerpc.v5.dcom import wmi
from impacket.dcerpc.v5.dcomrt import DCOMConnection, IObjectExporter
from impacket.dcerpc.v5.dtypes import NULL
from impacket.dcerpc.v5.rpcrt import RPC_C_AUTHN_LEVEL_PKT_INTEGRITY
from impacket.uuid import string_to_bin, uuidtup_to_bin

address, user, password = sys.argv[1:4]


def alive():
    rpc = transport.DCERPCTransportFactory(f'ncacn_ip_tcp:{address}[135]').get_dce_rpc()
    rpc.connect()
    assert IObjectExporter(rpc).ServerAlive2()


def connected(pings=True):
    return DCOMConnection(address, user, password, '', authLevel=RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, oxidResolver=pings)


def services(dcom, namespace):
    login = wmi.IWbemLevel1Login(dcom.CoCreateInstanceEx(wmi.CLSID_WbemLevel1Login, wmi.IID_IWbemLevel1Login))
    found = login.NTLMLogin(namespace, NULL, NULL)
    login.RemRelease()
    return found


def refused(why, call, *arguments):
    try:
        answer = call(*arguments)
        status = answer.GetCallStatus(0) & 0xffffffff if hasattr(answer, 'GetCallStatus') else 0
        assert hex(status) in why, hex(status)
    except AssertionError:
        raise
    except Exception as refusal:
        assert any(one in str(refusal) for one in why), refusal


def queried_and_executed():
    dcom = connected()
    try:
        space = services(dcom, '//./root/cimv2')
        rows = space.ExecQuery('SELECT Caption, Version FROM Win32_OperatingSystem')
        assert rows.Next(0xffffffff, 1)[0].getProperties()['Caption']
        rows.RemRelease()
        process, _ = space.GetObject('Win32_Process')
        assert process.Create('/usr/bin/true wmiexec', '/', None).getProperties()['ReturnValue']['value'] == 0
    finally:
        dcom.disconnect()


def persisted():
    dcom = connected()
    try:
        space = services(dcom, '//./root/subscription')
        consumer, _ = space.GetObject('ActiveScriptEventConsumer')
        consumer = consumer.SpawnInstance()
        consumer.Name = 'A'
        consumer.ScriptingEngine = 'VBScript'
        consumer.ScriptText = "' nothing"
        refused(('WBEM_E_ACCESS_DENIED', '0x80041003'), space.PutInstance, consumer.marshalMe())
    finally:
        dcom.disconnect()


def activated():
    # Without an object there is nothing to disconnect from.
    refused(('CLASSNOTREG', '0x80040154'), connected(pings=False).CoCreateInstanceEx,
            string_to_bin('49b2791a-b1ae-4c90-9b8e-e860ba07f889'), uuidtup_to_bin(('00020400-0000-0000-c000-000000000046', '0.0')))


alive()
queried_and_executed()
persisted()
activated()
