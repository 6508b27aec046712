using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Tests.Posture.Tls;
using Sekimori.Posture.Tls;
using Sekimori.Survey;
using Sekimori.TestKit;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>Scripted peers: what no program of today offers any more.</summary>
[Trait("Size", "Large")]
public sealed class HostSurveyTests
{
    private static readonly SurveyOptions Quick = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(1), AnswerTimeout = TimeSpan.FromSeconds(2), WithNeighbours = false, MapperPort = Unused(),
        HttpPort = Unused(), HttpsPort = Unused(),
    };

    [Fact]
    public async Task SSL_3_and_export_suites_are_seen()
    {
        await using var server = new ScriptedServer(hello =>
        {
            if (hello.Length < 11 || hello.Length < 5 + ((hello[3] << 8) | hello[4])) return null;
            var version = (TlsVersion)((hello[9] << 8) | hello[10]);
            // An old server: SSL 3 alone, with RC4 for export.
            if (version > TlsVersion.Ssl3) return [21, 3, 0, 0, 2, 2, 40];
            var suites = hello.AsSpan(5 + 4 + 2 + 32 + 1 + 2);
            return suites[..^2].IndexOf((ReadOnlySpan<byte>)[0, 3]) >= 0 ? ServerFlight.Of(TlsVersion.Ssl3, 0x0003, [0x30, 0])
                : [21, 3, 0, 0, 2, 2, 40];
        });
        var facts = await AskAsync(Quick with { TlsPorts = [server.Port] });
        Assert.Equal("accepted TLS_RSA_EXPORT_WITH_RC4_40_MD5", facts.Find(FactId.TlsVersion, $"{server.Port}/SSL 3")?.Value);
        Assert.Equal("rejected (handshake_failure)", facts.Find(FactId.TlsVersion, $"{server.Port}/TLS 1.2")?.Value);
        Assert.StartsWith("accepted", facts.Find(FactId.TlsSuite, $"{server.Port}/EXPORT")?.Value);
        Assert.StartsWith("rejected", facts.Find(FactId.TlsSuite, $"{server.Port}/RC4")?.Value);
        var failed = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Where(one => one.Outcome == Outcome.Fail)
            .Select(one => one.Check.Id);
        Assert.Contains("T01", failed);
        Assert.Contains("T02", failed);
    }

    [Fact]
    public async Task A_service_that_needs_no_logon_is_critical()
    {
        await using var server = new ScriptedServer(request =>
        {
            var text = Encoding.UTF8.GetString(request);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) return null;
            var body = text[(end + 4)..];
            if (text.Contains("Content-Length: ", StringComparison.OrdinalIgnoreCase)
                && int.Parse(text.Split("Content-Length: ", 2)[1].Split('\r')[0]) > Encoding.UTF8.GetByteCount(body)) return null;
            Assert.DoesNotContain("Authorization:", text);
            Assert.Contains("User-Agent: sekimori-audit", text);
            var answer = body.Contains("Identify", StringComparison.Ordinal)
                ? "<e><i><ProductVendor>Open Management Infrastructure</ProductVendor><ProductVersion>1.6.8-0</ProductVersion></i></e>"
                : body.Length > 0 ? "<e><n:EnumerateResponse xmlns:n=\"u\"/></e>" : "";
            var status = body.Length > 0 ? 200 : 405;
            return Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {status} X\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}");
        });
        var facts = await AskAsync(Quick with { HttpPort = server.Port });
        var failed = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Where(one => one.Outcome == Outcome.Fail)
            .ToDictionary(one => one.Check.Id, one => one.Severity.ToString());
        Assert.Equal("Critical", failed["W06"]);
        Assert.Equal("Critical", failed["W08"]);
        Assert.Equal("Low", failed["W07"]);
        Assert.Equal("Info", failed["E03"]);
    }

    [Theory]
    [InlineData(""), InlineData("HTTP/1.1 200 OK\r\n"), InlineData("\u0005\u0000\u000c\u0003"), InlineData("SSH-2.0-x\r\n")]
    public async Task A_strange_service_ends_in_facts(string reply)
    {
        await using var server = new ScriptedServer(_ => Encoding.Latin1.GetBytes(reply));
        var facts = await AskAsync(Quick with
        {
            HttpPort = server.Port,
            HttpsPort = server.Port,
            MapperPort = server.Port,
            AnswerTimeout = TimeSpan.FromMilliseconds(300),
        });
        Assert.All(Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)), one => Assert.NotEqual(Outcome.Fail, one.Outcome));
        Assert.Contains(facts.All, fact => fact.Id == FactId.Port && fact.Value == PortState.Open);
    }

    [Fact]
    public async Task Random_answers_end_in_facts()
    {
        var random = new Random(15);
        var seed = ServerFlight.Of(TlsVersion.Tls12, 0xc02f, [0x30, 3, 2, 1, 1]);
        await using var server = new ScriptedServer(_ =>
        {
            lock (random) return Mutation.Of(seed, random);
        });
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 2000) / 500; i++)
        {
            var facts = await AskAsync(Quick with { TlsPorts = [server.Port], AnswerTimeout = TimeSpan.FromMilliseconds(100) });
            Assert.Equal(5, facts.Of(FactId.TlsVersion).Count);
        }
    }

    [Fact]
    public async Task A_host_without_an_answer_has_facts_about_its_ports_only()
    {
        var facts = await AskAsync(Quick);
        Assert.All(facts.All.Where(fact => fact.Id != FactId.Address), fact =>
            Assert.Equal((FactId.Port, PortState.Closed), (fact.Id, fact.Value)));
        var nobody = await new HostSurvey("no-such-host.invalid", Quick).AskAsync(TestContext.Current.CancellationToken);
        Assert.False(nobody.IsReached);
    }

    [Fact]
    public async Task A_service_that_never_answers_costs_the_time_limit_and_no_more()
    {
        await using var server = new ScriptedServer(_ => null);
        var started = System.Diagnostics.Stopwatch.StartNew();
        var facts = await AskAsync(Quick with
        {
            HttpPort = server.Port,
            AnswerTimeout = TimeSpan.FromMilliseconds(200),
            HostTimeout = TimeSpan.FromSeconds(5)
        });
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
        Assert.Contains(facts.Of(FactId.Trouble), fact => fact.Value.Contains("no answer", StringComparison.Ordinal));
    }

    private static Task<HostFacts> AskAsync(SurveyOptions options) =>
        new HostSurvey("127.0.0.1", options).AskAsync(TestContext.Current.CancellationToken);

    // A port that was free a moment ago: nothing listens there.
    private static int Unused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
