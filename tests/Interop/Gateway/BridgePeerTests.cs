using Sekimori.App.Tests.Kit;
using Sekimori.Interop.WsMan;

namespace Sekimori.Interop.Gateway;

/// <summary>Other people's clients of one protocol, in front of a host that is asked by the other one.</summary>
public sealed class BridgePeerTests(BridgeFixture fixture) : IClassFixture<BridgeFixture>
{
    private const string Process = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process";

    [Theory]
    [Trait("Peer", "impacket")]
    [InlineData(BridgeFixture.OuterWeb)]
    [InlineData(BridgeFixture.OuterBoth)]
    public async Task Wmiquery_prints_the_columns_of_every_process(string outer)
    {
        var file = fixture.Write("columns", "SELECT Name,ProcessId FROM Win32_Process\n");
        var output = await fixture.ImpacketAsync(outer, "wmiquery.py", "{target}", "-file", file);
        Assert.Contains("| Name | ProcessId |", output);
        Assert.Contains($"| {Environment.ProcessId} |", output);
    }

    [Theory]
    [Trait("Peer", "impacket")]
    [InlineData(BridgeFixture.OuterWeb)]
    [InlineData(BridgeFixture.OuterBoth)]
    public async Task Wmiquery_describes_a_class_with_its_methods(string outer)
    {
        var output = await fixture.ImpacketAsync(
            outer, "wmiquery.py", "{target}", "-file", fixture.Write("describe", "describe Win32_Process\n"));
        Assert.Contains("class Win32_Process : CIM_Process", output);
        Assert.Contains("[in]    string CommandLine", output);
        Assert.Contains("[out]    uint32 ProcessId", output);
    }

    [Theory]
    [Trait("Peer", "impacket")]
    [InlineData(BridgeFixture.OuterWeb)]
    [InlineData(BridgeFixture.OuterBoth)]
    public async Task Wmiquery_tells_what_is_wrong_with_a_query(string outer)
    {
        var output = await fixture.ImpacketAsync(
            outer, "wmiquery.py", "{target}", "-file", fixture.Write("wrong", "SELECT * FROM No_Class\n"));
        Assert.Contains("WBEM_E_INVALID_CLASS", output);
    }

    [Theory]
    [Trait("Peer", "impacket")]
    [InlineData(BridgeFixture.OuterWeb)]
    [InlineData(BridgeFixture.OuterBoth)]
    public async Task Wmiexec_starts_nothing_where_the_policy_denies_the_method(string outer)
    {
        var proof = fixture.Write($"proof-{outer}", "");
        await fixture.ImpacketAsync(
            outer, "wmiexec.py", "-nooutput", "-silentcommand", "{target}", $"/usr/bin/cp /etc/hostname {proof}");
        var log = await fixture.LogAsync();
        Assert.Contains("no new processes", log, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(proof).Length);
    }

    [Theory]
    [Trait("Peer", "curl")]
    [InlineData("--basic")]
    [InlineData("--ntlm")]
    public async Task Curl_gets_an_object_of_a_host_without_ws_management(string scheme)
    {
        fixture.Need();
        PeerProgram.Need("curl", "curl");
        const string Get = $"""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>x</a:To><w:ResourceURI>{Process}</w:ResourceURI>
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
            <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>
            <a:MessageID>uuid:5F1B9E6B-1B1C-4F0E-8E0E-000000000001</a:MessageID>
            <w:SelectorSet><w:Selector Name="Handle">1</w:Selector></w:SelectorSet></s:Header><s:Body/></s:Envelope>
            """;
        var run = await PeerProgram.RunAsync("curl", ["-sk", scheme, "-u", $"alice:{BridgeFixture.Password}", "-H",
            "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", Get, fixture.Url]);
        Assert.Contains("ProcessId>1</", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Pywinrm_is_told_why_there_is_no_shell()
    {
        fixture.Need();
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        const string Script = """
            import sys, warnings
            warnings.simplefilter('ignore')
            from winrm.protocol import Protocol
            p = Protocol(endpoint=sys.argv[1], transport='basic', username='alice', password=sys.argv[2], server_cert_validation='ignore')
            try:
                p.open_shell()
            except Exception as e:
                print(type(e).__name__, e)
            """;
        var run = await Peer.PythonAsync(Script, fixture.Url, BridgeFixture.Password);
        Assert.Contains("reached by WMI", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_commands_ask_by_either_protocol()
    {
        fixture.Need();
        await using var wsman = Command.StartWith(BridgeFixture.Password + "\n", "wsman", "query", fixture.Url,
            "SELECT Handle, Name FROM Win32_Process WHERE Handle = '1'", "--user", "alice", "--password-stdin", "--insecure");
        Assert.True(await wsman.EndAsync() == 0, wsman.Output + wsman.Error);
        Assert.Contains("HANDLE", wsman.Output, StringComparison.Ordinal);
        foreach (var outer in (string[])[BridgeFixture.OuterWeb, BridgeFixture.OuterBoth])
        {
            await using var wmi = Command.StartWith(BridgeFixture.Password + "\n", "wmi", "get", outer, "Win32_Process.Handle=\"1\"",
                "--user", "alice", "--password-stdin");
            Assert.True(await wmi.EndAsync() == 0, wmi.Output + wmi.Error);
            Assert.Contains("ProcessId", wmi.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_vault_is_tested_against_all_of_them()
    {
        fixture.Need();
        var (code, output, error) = await Command.RunAsync(
            "vault", "test", "host", "--settings", fixture.SettingsFile, "--data", fixture.Folder);
        Assert.True(code == 0, output + error);
        Assert.Contains("WMI, root\\cimv2; logged on by", output, StringComparison.Ordinal);
        Assert.Contains("bound to the TLS channel", output, StringComparison.Ordinal);
    }
}
