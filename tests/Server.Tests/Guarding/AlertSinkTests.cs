using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Alerts;
using Sekimori.Observations;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>Alerts on their way to whoever is told.</summary>
public class AlertSinkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Syslog_gets_a_line_of_RFC_5424(string scheme)
    {
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        var port = ((IPEndPoint)(scheme == "udp" ? udp.Client.LocalEndPoint! : tcp.LocalEndpoint)).Port;
        await using var sink = new SyslogAlertSink(new Uri($"{scheme}://127.0.0.1:{port}"), "gate", NullLogger<SyslogAlertSink>.Instance);
        Raise(sink, "alice");
        string text;
        if (scheme == "udp") text = Encoding.UTF8.GetString((await udp.ReceiveAsync().WaitAsync(Soon)).Buffer);
        else
        {
            using var client = await tcp.AcceptTcpClientAsync().WaitAsync(Soon);
            var buffer = new byte[8192];
            text = Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Soon));
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            // RFC 6587 3.4.1
            Assert.Equal(text.Length - space - 1, int.Parse(text[..space], System.Globalization.CultureInfo.InvariantCulture));
            text = text[(space + 1)..];
        }
        Assert.Matches(
            @"^<105>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z gate sekimori \d+ alert \[sekimori@32473 type=""alert"" client=""10\.0\.0\.5"" account=""alice""", text);
    }

    [Fact]
    public async Task A_webhook_is_posted_to_and_tried_again()
    {
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.31:{FreePort.At("127.0.0.31")}/" } };
        listener.Start();
        await using var sink = new WebhookAlertSink(new Uri(listener.Prefixes.First() + "hook"), NullLogger<WebhookAlertSink>.Instance);
        Raise(sink, "alice");
        foreach (var status in new[] { 503, 204 })
        {
            var context = await listener.GetContextAsync().WaitAsync(Soon);
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            Assert.Equal(("POST", "application/json"), (context.Request.HttpMethod, context.Request.ContentType));
            Assert.Contains("\"account\":\"alice\"", body);
            context.Response.StatusCode = status;
            context.Response.Close();
        }
        Assert.Equal(0, sink.Lost);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_holds_nobody_up_and_is_counted()
    {
        var sink = new WebhookAlertSink(new Uri($"http://127.0.0.31:{FreePort.At("127.0.0.31")}/hook"), NullLogger<WebhookAlertSink>.Instance);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 3000; i++) Raise(sink, "alice");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        await sink.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3000, sink.Lost);
    }

    [Theory]
    [InlineData("- { rule: test_rule, account: 'ali*', because: known }", 1)]
    [InlineData("- { rule: 'test_*', client: 10.0.0.0/8, because: known }", 0)]
    [InlineData("- { rule: other, because: known }", 2)]
    [InlineData("- { rule: test_rule, until: 2020-01-01, because: it is over }", 2)]
    public void A_suppression_list_keeps_quiet_what_is_known_and_nothing_else(string list, int told)
    {
        var sink = new Collector();
        var fanout = new AlertFanout(Severity.Medium, SuppressionList.Read("known.yaml", list), [sink]);
        Raise(fanout, "alice");
        Raise(fanout, "bob");
        Assert.Equal((told, 2 - told), (sink.Count, (int)fanout.Suppressed));
    }

    [Theory]
    [InlineData("- { rule: x }", "known.yaml:1:3: an entry needs 'rule' and 'because'")]
    [InlineData("- { rule: x, because: y, clients: 1.2.3.4 }", "known.yaml:1:26: 'clients' is unknown")]
    [InlineData("- { rule: x, because: y, client: nowhere }", "'nowhere' is neither an address nor a network")]
    public void A_suppression_list_with_a_slip_is_refused_with_its_place(string list, string message) =>
        Assert.Contains(message, Assert.Throws<RuleException>(() => SuppressionList.Read("known.yaml", list)).Message);

    private static void Raise(IAlertSink sink, string account)
    {
        const string Rule =
            "title: Test\nid: 11111111-2222-4333-8444-555555555555\nname: test_rule\nlogsource: { product: sekimori }\ndetection:\n  " +
            "selection: { type: logon }\n  condition: selection\nlevel: high\n";
        var engine = new DetectionEngine(RuleSet.Read([("rule.yml", Rule)]), sink);
        engine.OnObservation(new()
        {
            Time = DateTimeOffset.UtcNow, Source = ObservationSource.Server, Kind = ObservationKind.Logon,
            Client = new(IPAddress.Parse("10.0.0.5"), 4711), Server = new(IPAddress.Loopback, 135), Account = account,
        });
    }

    private sealed class Collector : IAlertSink
    {
        public int Count { get; private set; }

        public void OnAlert(Alert alert) => Count++;
    }
}
