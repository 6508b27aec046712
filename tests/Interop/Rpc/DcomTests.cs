using System.Net;
using System.Net.Sockets;
using Sekimori.TestHost;

namespace Sekimori.Interop.Rpc;

/// <summary>impacket's dcomrt and smbtorture against our object resolver, activation and objects.</summary>
public sealed class DcomTests : IAsyncLifetime
{
    private const string Prologue = """
        import sys
        from impacket.dcerpc.v5 import dcomrt, transport
        from impacket.dcerpc.v5.dcomrt import *
        from impacket.dcerpc.v5.dtypes import LPWSTR, ULONG
        from impacket.uuid import string_to_bin, uuidtup_to_bin, bin_to_string
        from impacket.dcerpc.v5.dcom.oaut import BSTR
        host, clsid, iid = sys.argv[1], string_to_bin(sys.argv[2]), uuidtup_to_bin((sys.argv[3], '0.0'))
        def connect(level, password='Passw0rd.Lab1'):
            t = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[135]' % host)
            t.set_credentials('Administrator', password, 'LAB')
            d = t.get_dce_rpc(); d.set_auth_level(level); d.connect(); return d

        """;

    private static readonly string Iid = TestHost.Interfaces.ICounter.Info.Id.Uuid.ToString();
    private TestHostServer? _host;
    private string _reason = "";

    private TestHostServer Host
    {
        get
        {
            if (_host is null) Assert.Skip(_reason);
            return _host;
        }
    }

    private string Address => Host.Mapper.Address.ToString();

    public async ValueTask InitializeAsync()
    {
        var address = new IPAddress([127, 136, (byte)Random.Shared.Next(1, 250), (byte)Random.Shared.Next(1, 250)]);
        try
        {
            _host = await TestHostServer.StartAsync(new TestHostOptions { Address = address, HasDcom = true });
        }
        catch (SocketException e)
        {
            _reason = $"port 135 of {address} cannot be had: {e.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task Impacket_reads_the_replies_of_the_resolver() =>
        Assert.Equal([$"{Address},dc1.lab.test,dc1", "set True"], await RunAsync("""
            e = IObjectExporter(connect(5))
            print(','.join(b['aNetworkAddr'].rstrip('\0') for b in e.ServerAlive2()))
            print('set', e.ComplexPing(0, 0)['pSetId'] != 0)
            """));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [Trait("Peer", "impacket")]
    public async Task Impacket_activates_calls_queries_and_releases(int level) => Assert.Equal(
        ["5 None", "12 Administrator says hello", "True", "1 objects"],
        (await RunAsync($$"""
            class Add(DCOMCALL):
                opnum = 3
                structure = (('number', ULONG), ('text', BSTR))
            class AddResponse(DCOMANSWER):
                structure = (('sum', ULONG), ('text', BSTR), ('ErrorCode', ULONG))
            dcom = DCOMConnection(host, 'Administrator', 'Passw0rd.Lab1', 'LAB', authLevel={{level}})
            try:
                i = dcom.CoCreateInstanceEx(clsid, iid)
                def add(number, text):
                    r = Add(); r['number'] = number; r['text']['asData'] = text
                    a = i.request(r, iid, i.get_iPid()); return '%d %s' % (a['sum'], a['text']['asData'])
                print(add(5, 'x').split()[0], None)
                print(add(7, 'hello'))
                print(i.RemQueryInterface(1, (string_to_bin('00000000-0000-0000-c000-000000000046') + b'\0\0\0\0',)) is not None)
            finally:
                dcom.disconnect()
            """)).Append($"{Host.Dcom!.Exporter.ObjectCount} objects"));

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task Impacket_activates_by_IActivation_and_releases()
    {
        Assert.Equal(["True", "True"], await RunAsync("""
            i = IActivation(connect(5)).RemoteActivation(clsid, iid)
            print(i.get_iPid() != b'\0' * 16)
            i.get_cinstance().set_auth_level(5)
            print(i.get_oxid() != 0)
            """));
        Assert.Equal(1, Host.Dcom!.Exporter.ObjectCount);
    }

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task Impacket_is_denied_below_integrity_and_without_a_class() => Assert.Equal(
        ["rpc_s_access_denied", "REGDB_E_CLASSNOTREG"], await RunAsync("""
            for level, which in ((2, clsid), (5, string_to_bin('c08afd91-f2a1-11d1-8455-00a0c91f3880'))):
                try:
                    IRemoteSCMActivator(connect(level)).RemoteCreateInstance(which, iid); print('done')
                except Exception as e:
                    print([word for word in ('rpc_s_access_denied', 'REGDB_E_CLASSNOTREG', str(e)) if word in str(e)][0])
            """));

    [Theory]
    [InlineData("MMC20", @"notepad.exe|C:\windows\system32|a.txt b.txt|7", "Quit")]
    // Not ShellWindows: the script calls a member None of it in the end, and does not come to an end itself.
    [InlineData("ShellBrowserWindow", @"notepad.exe|a.txt b.txt|C:\windows\system32||0", "Quit")]
    [Trait("Peer", "impacket")]
    public async Task Impackets_dcomexec_calls_objects_by_name(string @object, params string[] told)
    {
        var address = Address;
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        const string script = PeerProgram.ImpacketExamples + "/dcomexec.py";
        if (!File.Exists(script)) Assert.Skip($"{script} is not here: install the package python3-impacket with its documentation.");
        var (_, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python,
        [
            script, "-object", @object, "-nooutput", "-silentcommand", $"LAB/Administrator:Passw0rd.Lab1@{address}",
            "notepad.exe a.txt b.txt",
        ]);
        Assert.DoesNotContain("Traceback", output + errors);
        Assert.Equal(told, Host.Dcom!.Automation.Told);
    }

    [Theory]
    [InlineData("ServerAlive")]
    [InlineData("ServerAlive2")]
    [Trait("Peer", "smbtorture")]
    public Task Smbtorture_passes(string test) =>
        Smbtorture.PassesAsync($"ncacn_ip_tcp:{Address}", $"rpc.oxidresolve.oxidresolver.{test}", 1);

    private async Task<string[]> RunAsync(string script)
    {
        var address = Address;
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        return [.. await Peer.PythonAsync(Prologue + script, address, TestDcom.Clsid.ToString(), Iid)];
    }
}
