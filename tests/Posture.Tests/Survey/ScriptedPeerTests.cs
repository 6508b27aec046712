using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>Products that are not to be had as peers, scripted: each check once failing and once passing.</summary>
[Trait("Size", "Large")]
public sealed class ScriptedPeerTests
{
    private const string Challenge = "WWW-Authenticate: Negotiate\r\n";

    [Theory]
    [InlineData(593, "ncacn_http/1.0", "Fail"), InlineData(593, "SSH-2.0-x\r\n", "NotSeen"), InlineData(0, "", "Pass")]
    public async Task RPC_over_HTTP_greets(int port, string greeting, string outcome)
    {
        await using var peer = new ScriptedServer(_ => [], Encoding.ASCII.GetBytes(greeting));
        Assert.Equal(outcome, await OutcomeAsync("E02", port, peer.Port));
    }

    [Theory]
    [InlineData("E05", 47001, 401, Challenge, "Fail"), InlineData("E05", 47001, 404, "", "Pass"), InlineData("E05", 0, 0, "", "Pass")]
    [InlineData("E06", 80, 401, Challenge, "Fail"), InlineData("E06", 80, 404, "", "Pass"), InlineData("E06", 80, 200, "", "Pass")]
    [InlineData("W10", 16992, 401, "Server: Intel(R) Active Management Technology 9.1.20\r\n", "Fail")]
    [InlineData("W10", 16992, 401, "Server: Intel(R) Active Management Technology 12.0.35\r\n", "Pass")]
    [InlineData("W10", 16992, 200, "Server: nginx\r\n", "NotApplicable")]
    public async Task Neighbours_answer(string id, int port, int status, string headers, string outcome)
    {
        await using var peer = Http(_ => (status, headers, ""));
        Assert.Equal(outcome, await OutcomeAsync(id, port, peer.Port));
    }

    [Theory]
    [InlineData("W01", "Basic realm=\"x\"", "Fail"), InlineData("W01", "Negotiate", "Pass")]
    [InlineData("W04", "Digest realm=\"x\"", "Fail")]
    [InlineData("W05", "CredSSP", "Fail"), InlineData("W05", "Kerberos", "Pass"), InlineData("W11", "Negotiate", "Pass")]
    public async Task Schemes_are_offered(string id, string scheme, string outcome)
    {
        await using var peer = Http(_ => (401, $"WWW-Authenticate: {scheme}\r\n", ""));
        Assert.Equal(outcome, await OutcomeAsync(id, 5985, peer.Port));
    }

    [Theory]
    [InlineData("W09", "Openwsman Project", "2.6.5", "Fail"), InlineData("W09", "Openwsman Project", "2.7.2", "Pass")]
    [InlineData("W09", "Microsoft Corporation", "OS: 0.0.0 SP: 0.0 Stack: 3.0", "NotApplicable")]
    [InlineData("W08", "Open Management Infrastructure", "1.9.1-0", "Fail")]
    [InlineData("W07", "Microsoft Corporation", "OS: 0.0.0 SP: 0.0 Stack: 3.0", "Pass"), InlineData("W07", "x", "OS: 10.0.20348", "Fail")]
    public async Task A_product_names_itself(string id, string vendor, string version, string outcome)
    {
        await using var peer = Http(body => body.Contains("Identify", StringComparison.Ordinal)
            ? (200, "", $"<e><i><ProductVendor>{vendor}</ProductVendor><ProductVersion>{version}</ProductVersion></i></e>")
            : (401, Challenge, ""));
        Assert.Equal(outcome, await OutcomeAsync(id, 5985, peer.Port));
    }

    [Theory]
    [InlineData("6.3.9600", "Fail"), InlineData("10.0.20348", "Pass"), InlineData("10.0.99999", "NotSeen")]
    public async Task The_challenge_has_a_version(string version, string outcome)
    {
        var token = Convert.ToBase64String(NtlmChallenge(version));
        await using var peer = Http(_ => (401, $"WWW-Authenticate: Negotiate {token}\r\n", ""));
        var facts = await AskAsync(5985, peer.Port);
        var findings = Evaluator.Evaluate(facts, new(new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(outcome, Assert.Single(findings, one => one.Check.Id == "P01").Outcome.ToString());
        Assert.Contains(findings, one => one is { Check.Id: "W11", Outcome: Outcome.Fail });
    }

    private static async Task<string> OutcomeAsync(string id, int port, int actual)
    {
        var facts = await AskAsync(port, actual);
        var found = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Where(one => one.Check.Id == id).ToList();
        return (found.Find(one => one.Outcome == Outcome.Fail) ?? found[0]).Outcome.ToString();
    }

    // One port of the host is the peer's; the others are closed.
    private static Task<HostFacts> AskAsync(int port, int actual)
    {
        var closed = Unused();
        return new HostSurvey("127.0.0.1", new()
        {
            ConnectTimeout = TimeSpan.FromSeconds(1), AnswerTimeout = TimeSpan.FromSeconds(2), MapperPort = closed,
            HttpPort = port == 5985 ? actual : closed, HttpsPort = closed, NeighbourPort = asked => asked == port ? actual : closed,
        }).AskAsync(TestContext.Current.CancellationToken);
    }

    private static ScriptedServer Http(Func<string, (int Status, string Headers, string Body)> answer) => new(request =>
    {
        var text = Encoding.UTF8.GetString(request);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var body = text[(end + 4)..];
        if (text.Contains("Content-Length: ", StringComparison.OrdinalIgnoreCase)
            && int.Parse(text.Split("Content-Length: ", 2)[1].Split('\r')[0], CultureInfo.InvariantCulture)
                > Encoding.UTF8.GetByteCount(body))
            return null;
        var (status, headers, content) = answer(body);
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(content)}\r\nConnection: close\r\n\r\n{content}");
    });

    // [MS-NLMP] 2.2.1.2: signature, type 2, an empty name, flags with VERSION, challenge, reserved, no information, version.
    private static byte[] NtlmChallenge(string version)
    {
        var parts = version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return
        [
            .. "NTLMSSP\0"u8, 2, 0, 0, 0, 0, 0, 0, 0, 56, 0, 0, 0, .. BitConverter.GetBytes(0x02080201u), 1, 2, 3, 4, 5, 6, 7, 8,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 56, 0, 0, 0, (byte)parts[0], (byte)parts[1], .. BitConverter.GetBytes((ushort)parts[2]),
            0, 0, 0, 15,
        ];
    }

    private static int Unused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
