using System.Text;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>Paths, host names and framings that two readers could understand in two ways.</summary>
[Trait("Size", "Large")]
public sealed class NameGameTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/to/web1/../web1/wsman")]
    [InlineData("/to/web2/../web1/wsman")]
    [InlineData("/to/../to/web1/wsman")]
    [InlineData("/to/./web1/wsman")]
    [InlineData("/to//web1/wsman")]
    [InlineData("//to/web1/wsman")]
    [InlineData("/./to/web1/wsman")]
    [InlineData("/x/../to/web1/wsman")]
    [InlineData("/to/web1//wsman")]
    [InlineData("/to/web1/wsman/..")]
    [InlineData("/to/web1/wsman/../../web1/wsman")]
    [InlineData("/to/%77eb1/wsman")]
    [InlineData("/to/web1%2fwsman")]
    [InlineData("/to/web1%2Fwsman/wsman")]
    [InlineData("/to/web2/%2e%2e/web1/wsman")]
    [InlineData("/to/web2/%252e%252e/web1/wsman")]
    [InlineData("/%74o/web1/wsman")]
    [InlineData("/to/web1%00/wsman")]
    [InlineData("/to/web1./wsman")]
    [InlineData("/to/.web1/wsman")]
    [InlineData("/to/web1;x/wsman")]
    [InlineData("/to/web1:5986/wsman")]
    [InlineData("/to/web1@web1/wsman")]
    [InlineData("/to/web1\\x/wsman")]
    [InlineData("/to/web1/web1/wsman")]
    [InlineData("/to/web1")]
    [InlineData("/to/web1/")]
    [InlineData("/to/web1/wsmanx")]
    [InlineData("/to//wsman")]
    [InlineData("/to/*/wsman")]
    [InlineData("/wsman/../to/web1/wsman")]
    [InlineData("http://web1/to/web1/wsman")]
    public async Task No_other_spelling_leads_to_a_target(string path)
    {
        await using var gate = await TerminatedGate.StartAsync();
        var (status, answer) = await gate.PostAsync(path, Envelopes.Get);
        Assert.True(status is 400 or 404, answer);
        Assert.Empty(await gate.LinesAsync("session"));
    }

    [Theory]
    [InlineData("/to/web1/wsman", null)]
    [InlineData("/TO/WEB1/WSMAN", null)]
    [InlineData("/to/web1/wsman/", null)]
    [InlineData("/to/web1/wsman?PSVersion=7.4.1", null)]
    [InlineData("/to/127.0.0.21/wsman", null)]
    [InlineData("/wsman", "web1.gate.lab.test")]
    [InlineData("/wsman", "WEB1.gate.lab.test:5986")]
    [InlineData("/to/web1/wsman", "web1.gate.lab.test")]
    public async Task These_do(string path, string? host)
    {
        await using var gate = await TerminatedGate.StartAsync();
        var (status, answer) = await gate.PostAsync(path, Envelopes.Get, host: host);
        Assert.True(status == 200, answer);
        Assert.Contains("CSName", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/to/web1/wsman", "web2.gate.lab.test")]
    [InlineData("/wsman", "a.web1.gate.lab.test")]
    public async Task Two_names_for_two_targets_are_rejected(string path, string host)
    {
        await using var gate = await TerminatedGate.StartAsync();
        Assert.Equal(400, (await gate.PostAsync(path, Envelopes.Get, host: host)).Status);
    }

    [Theory]
    [InlineData("/wsman", "alice+web1", 200)]
    [InlineData("/wsman", "alice+WEB1", 200)]
    [InlineData("/to/web1/wsman", "alice+web1", 200)]
    [InlineData("/wsman", "alice", 403)]
    [InlineData("/wsman", "alice+", 403)]
    [InlineData("/wsman", "alice+no-such", 403)]
    [InlineData("/wsman", "alice+web1+web1", 403)]
    [InlineData("/to/no-such/wsman", "alice+web1", 403)]
    [InlineData("/to/web1/wsman", "alice+no-such", 500)]
    [InlineData("/wsman", "+web1", 401)]
    [InlineData("/wsman", "bob2+web1", 401)]
    public async Task The_end_of_the_users_name_is_a_target_where_path_and_host_have_none(string path, string user, int expected)
    {
        await using var gate = await TerminatedGate.StartAsync(
            "version: 1\ndefault: deny\naudit: yes\nrules: [{ name: alice, account: alice, target: web1, do: allow }]\n");
        var (status, answer) = await gate.PostAsync(path, Envelopes.Get, user);
        Assert.True(status == expected, answer);
        // By NTLM, too, whose proof is made with the whole name.
        if (path != "/wsman" || user == "+web1") return;
        using var client = gate.Client(user, target: null, scheme: Sekimori.Client.WsMan.WsManAuthentication.Ntlm);
        if (expected == 200) Assert.Equal("Sekimori", (await client.IdentifyAsync(Token)).ProductVendor);
        else await Assert.ThrowsAnyAsync<Sekimori.Client.WsMan.WsManClientException>(() => client.IdentifyAsync(Token));
    }

    [Fact]
    public async Task Before_a_logon_every_name_looks_the_same_and_after_it_unknown_is_denied()
    {
        await using var gate = await TerminatedGate.StartAsync(change: settings => settings with
        {
            Targets = [.. settings.Targets, settings.Targets[0] with { Name = "dc1", Address = "127.0.0.22" }],
        });
        string? first = null, denied = null, identified = null;
        foreach (var name in (string[])["web1", "dc1", "no-such"])
        {
            var (_, answer) = await gate.PostAsync($"/to/{name}/wsman", Envelopes.Get, user: null);
            first ??= Plain(answer);
            Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
            Assert.Equal(first, Plain(answer));
            // Without a logon, Identify is the gate's own, and here its policy denies it: for each name in the same way.
            var (_, who) = await gate.PostAsync($"/to/{name}/wsman", Envelopes.Identify, user: null,
                more: "WSMANIDENTIFY: unauthenticated\r\n");
            identified ??= Plain(who);
            Assert.Equal(identified, Plain(who));
            if (name == "web1") continue;
            var (_, refused) = await gate.PostAsync($"/to/{name}/wsman", Envelopes.Get);
            denied ??= Plain(refused);
            Assert.StartsWith("HTTP/1.1 403", refused, StringComparison.Ordinal);
            Assert.Equal(denied, Plain(refused));
        }

        static string Plain(string answer) => System.Text.RegularExpressions.Regex.Replace(answer, "Date: [^\r]*\r\n|[0-9A-F-]{36}", "");
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "12345")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")]
    [InlineData("Host: other\r\nContent-Length: 0\r\n", "")]
    [InlineData("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\n" +
        "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "0\r\n\r\n")]
    public async Task What_can_be_framed_in_two_ways_goes_nowhere(string headers, string body)
    {
        await using var gate = await TerminatedGate.StartAsync();
        var authorization = RunningGate.Basic().Replace("Proxy-", "", StringComparison.Ordinal);
        var answer = await gate.Gate.AskAsync(
            $"POST /to/web1/wsman HTTP/1.1\r\nHost: gate\r\n{authorization}{headers}\r\n{body}" +
            "POST /to/web1/wsman HTTP/1.1\r\nHost: gate\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Empty(await gate.LinesAsync("session"));
    }

    [Theory]
    [InlineData("<n:Enumerate/><n:Enumerate/>")]
    [InlineData("<n:Enumerate><w:MaxElements>1</w:MaxElements><w:MaxElements>2</w:MaxElements></n:Enumerate>")]
    [InlineData("<n:Enumerate><w:Filter>SELECT * FROM A</w:Filter><n:Filter>SELECT * FROM B</n:Filter></n:Enumerate>")]
    public async Task What_has_two_readings_is_rejected_at_the_gate(string body)
    {
        await using var gate = await TerminatedGate.StartAsync();
        var (status, answer) = await gate.PostAsync("/to/web1/wsman",
            Envelopes.Request("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", Envelopes.System, body));
        Assert.Equal(500, status);
        Assert.Contains("s:Fault", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(await gate.Inner.StopAsync(), line => line.Contains("/Enumerate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process?x=1")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process%20")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process#x")]
    public async Task A_class_has_one_spelling(string uri)
    {
        await using var gate = await TerminatedGate.StartAsync();
        var (_, answer) = await gate.PostAsync("/to/web1/wsman",
            Envelopes.Request("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", uri));
        Assert.Contains("DestinationUnreachable", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(await gate.Inner.StopAsync(), line => line.Contains("transfer/Get", StringComparison.Ordinal));
    }
}
