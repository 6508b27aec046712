using System.Text.RegularExpressions;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Unmodified RPC tools at a connector outside say the same, line by line, as beside the domain controller that nobody outside reaches.
/// </summary>
[Trait("Peer", "samba")]
[Collection(GatewayCollection.Name)]
public sealed partial class ConnectorTests(GatewayFixture fixture)
{
    private const string Administrator = @"LAB\Administrator%Passw0rd.Lab1";

    [Theory]
    [InlineData("", "lsaquery")]
    [InlineData("", "lookupnames Administrator")]
    [InlineData("", "enumdomusers")]
    [InlineData("", "querydominfo")]
    [InlineData("", "queryuser 0x1f4")]
    [InlineData("", "enumdomgroups")]
    [InlineData("[sign]", "enumdomusers")]
    [InlineData("[sign]", "dsroledominfo")]
    [InlineData("[seal]", "enumdomusers")]
    [InlineData("[seal]", "dsgetdcname LAB")]
    [InlineData("[seal]", "lookupsids S-1-5-32-544")]
    [InlineData("[seal,spnego]", "enumdomusers")]
    [InlineData("[seal,spnego]", "enumprivs")]
    [InlineData("[seal,ntlm]", "querydispinfo")]
    [InlineData("[connect]", "lsaquery")]
    [InlineData("[connect]", "enumdomusers")]
    public async Task Rpcclient(string options, string command)
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var (direct, through) = (await RpcclientAsync(false), await RpcclientAsync(true));
        Assert.Equal(direct, through);
        Assert.NotEmpty(direct);

        async Task<string> RpcclientAsync(bool isOutside)
        {
            var host = isOutside ? GatewayFixture.Outside : GatewayFixture.Inside;
            var (code, output, errors) = await fixture.RunAsync(
                isOutside, "rpcclient", "-U", Administrator, $"ncacn_ip_tcp:{host}{options}", "-c", command);
            return Neutral($"{code}\n{output}{errors}", host);
        }
    }

    [Theory]
    [InlineData("rpcdump.py", "HOST")]
    [InlineData("rpcmap.py", "-brute-opnums", "-opnum-max", "8", "ncacn_ip_tcp:HOST[135]")]
    public async Task Impacket(string script, params string[] arguments)
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var path = Path.Combine(PeerProgram.ImpacketExamples, script);
        PeerProgram.Need(path, "python3-impacket");
        var (direct, through) = (await ImpacketAsync(false), await ImpacketAsync(true));
        Assert.Equal(direct, through);
        // Debian's impacket gets no list from Debian's Samba, but a status: that comes from the mapper, and not from the way to it.
        Assert.Matches("ept_s_not_registered|nca_s_proto_error|Provider", direct);

        async Task<string> ImpacketAsync(bool isOutside)
        {
            var host = isOutside ? GatewayFixture.Outside : GatewayFixture.Inside;
            string[] line = [path, .. arguments.Select(one => one.Replace("HOST", host, StringComparison.Ordinal))];
            var (code, output, _) = await fixture.RunAsync(isOutside, PeerProgram.Python, line);
            return Neutral($"{code}\n{output}", host);
        }
    }

    [Fact]
    public async Task Our_own_tools_and_every_line_has_its_session()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var (code, output, errors) = await fixture.RunAsync(true, Command.Program, "rpc", "dump", GatewayFixture.Outside);
        Assert.True(code == 0, errors);
        Assert.Contains("samr", output, StringComparison.Ordinal);
        (code, output, errors) = await fixture.RunAsync(true, Command.Program, "rpc", "map", GatewayFixture.Outside, "samr");
        Assert.True(code == 0, errors);
        // The port that the mapper named is open outside, with its own number.
        var port = Port().Match(output).Groups[1].Value;
        Assert.Contains($"127.0.0.1:{port} is dc1:{port}", fixture.Reports, StringComparison.Ordinal);
        (code, _, errors) = await fixture.RunAsync(true, Command.Program, "rpc", "interfaces", $"{GatewayFixture.Outside}[{port}]");
        Assert.True(code == 0, errors);
        var log = (await fixture.LogAsync()).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains($"\"server\":\"{GatewayFixture.Inside}\"", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tickets_come_through_the_port_of_the_gate()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        PeerProgram.Need("kinit", "krb5-user");
        if (!Directory.EnumerateFiles("/usr/lib", "k5tls.so", SearchOption.AllDirectories).Any())
            Assert.Skip("MIT Kerberos without TLS: install the package krb5-k5tls");
        var script = "export KRB5_CONFIG=$0 KRB5CCNAME=FILE:$0.cc; echo Passw0rd.Lab1 | kinit Administrator && kvno cifs/dc1.lab.test";
        var (code, output, errors) = await fixture.RunAsync(true, "/bin/sh", "-c", script, fixture.WriteKerberosSettings());
        Assert.True(code == 0, errors);
        Assert.Contains("cifs/dc1.lab.test@LAB.TEST: kvno", output, StringComparison.Ordinal);
        (code, _, _) = await fixture.RunAsync(true, "/bin/sh", "-c", script, fixture.WriteKerberosSettings("OTHER.TEST"));
        Assert.NotEqual(0, code);
        var log = (await fixture.LogAsync()).Replace(" ", "", StringComparison.Ordinal);
        Assert.All((string[])["\"name\":\"AS-REQ\"", "\"name\":\"TGS-REQ\"", "\"realm\":\"OTHER.TEST\""],
            part => Assert.Contains(part, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_the_controller_is_reachable_but_through_the_gate()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        foreach (var port in (int[])[135, 445, 88, 389, 49152])
        {
            var (code, _, _) = await fixture.RunAsync(true, "/bin/bash", "-c", $"exec 3<>/dev/tcp/{GatewayFixture.Inside}/{port}");
            Assert.NotEqual(0, code);
        }
        // No packet is forwarded: a program alone carries the bytes.
        var (_, output, _) = await fixture.RunAsync(false, "cat", "/proc/sys/net/ipv4/ip_forward");
        Assert.Equal("0", output.Trim());
    }

    private static string Neutral(string text, string host) =>
        Times().Replace(text.Replace(host, "HOST", StringComparison.Ordinal), "TIME");

    [GeneratedRegex(@"\[(\d{4,5})\]|:(\d{5})\b|\b(\d{5})\b")]
    private static partial Regex Port();

    // Counters that change by themselves.
    [GeneratedRegex(@"(?m)^\s*(Logon|Logoff|Kickoff|Password|Sequence|Force|Time).*$")]
    private static partial Regex Times();
}
