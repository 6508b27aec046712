using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Interop.Storage;

/// <summary>Lines of the audit log as RFC 5424, taken in by rsyslog.</summary>
[Trait("Peer", "rsyslog")]
public sealed class RsyslogTests
{
    [Fact]
    public async Task Rsyslog_reads_each_line_with_its_priority_time_and_structured_data()
    {
        if (!File.Exists("/usr/sbin/rsyslogd")) Assert.Skip("rsyslog is not installed");
        var folder = Directory.CreateTempSubdirectory("sekimori-rsyslog-").FullName;
        var (port, took) = (FreePort(), Path.Combine(folder, "took"));
        var configuration = Path.Combine(folder, "rsyslog.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            module(load="imudp")
            module(load="mmpstrucdata")
            input(type="imudp" address="127.0.0.14" port="{{port}}")
            action(type="mmpstrucdata")
            template(name="took" type="string" string="%pri%|%timereported:::date-rfc3339%|%hostname%|%app-name%|%msgid%|%$!rfc5424-sd!sekimori@32473!account%|%$!rfc5424-sd!sekimori@32473!operation%|%$!rfc5424-sd!sekimori@32473!verdict%|%msg%\n")
            action(type="omfile" file="{{took}}" template="took")
            """);
        using var daemon = Process.Start(
            new ProcessStartInfo("/usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", Path.Combine(folder, "pid")])
            {
                RedirectStandardError = true, RedirectStandardOutput = true
            })!;
        try
        {
            using var sender = new UdpClient();
            var lines = Calls().Select(line => (Line: line, Sent: AuditExport.Convert("syslog", line, "gate.lab.test")!)).ToList();
            string[] said = [];
            for (var tries = 0; tries < 100 && said.Length < lines.Count; tries++)
            {
                // Until it listens, what is sent is lost.
                if (said.Length == 0) await sender.SendAsync(Encoding.UTF8.GetBytes(lines[0].Sent), "127.0.0.14", port);
                else foreach (var (_, sent) in lines.Skip(1)) await sender.SendAsync(Encoding.UTF8.GetBytes(sent), "127.0.0.14", port);
                await Task.Delay(200);
                if (File.Exists(took)) said = File.ReadAllLines(took).Distinct().ToArray();
            }
            Assert.Equal(lines.Count, said.Length);
            var first = said[0].Split('|');
            Assert.Equal(
                ["108", "2026-01-01T12:00:00.250000Z", "gate.lab.test", "sekimori", "call", @"LAB\alice", "CreateServiceW", "deny"],
                first[..8]);
            Assert.Equal(lines[0].Line, first[8].Trim());
            Assert.Equal("ev\"il] x\\", said[2].Split('|')[5]);
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Calls()
    {
        Observation[] seen =
        [
            Seen(@"LAB\alice"), Seen("bob", InterfaceCatalogue.Get(new("11111111-2222-3333-4444-555555555555")), 7), Seen("ev\"il]\nx\\"),
        ];
        return seen.Select(one => "{" + Encoding.UTF8.GetString(AuditLine.Members(one, new Verdict(false, null, 5, AuditDemand.Line)))
            + "}");
    }

    private static Observation Seen(string account, RpcInterface? known = null, int opnum = 12) => new()
    {
        Time = new(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero), Source = ObservationSource.Server, Kind = ObservationKind.Call,
        Client = new(IPAddress.Parse("10.0.0.5"), 4711),
        Server = new(IPAddress.Loopback, 49670), Account = account, Interface = known ?? InterfaceCatalogue.Find("svcctl")[0],
        Opnum = opnum,
    };

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.14"), 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
