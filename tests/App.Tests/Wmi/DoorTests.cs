using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Wmi;

/// <summary>--door: who stands on the way does not choose the protocol.</summary>
[Trait("Size", "Large")]
public sealed class DoorTests(WmiHost host) : IClassFixture<WmiHost>
{
    private const string Query = "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'";

    [Theory]
    [InlineData("query", Query)]
    [InlineData("get", "Win32_Process", "Handle=1")]
    public async Task Both_doors_show_the_same(string command, params string[] line)
    {
        var closed = ServeCommand.FreePorts(1)[0];
        var first = await Here.RunAsync(
            ["wsman", command, $"https://127.0.0.1:{host.HttpsPort}", .. line, "--user", "alice", "--insecure", "--json"]);
        var second = await AskAsync(closed, host.Port, [command, .. line]);
        Assert.True((first.ExitCode, second.ExitCode) == (0, 0), first.Error + second.Error);
        Assert.Equal(Names(first.Output), Names(second.Output));
        Assert.Contains($"door: WMI over DCOM at 127.0.0.1:{host.Port}", second.Error, StringComparison.Ordinal);
        Assert.Contains("refuses connections", second.Error, StringComparison.Ordinal);

        static IEnumerable<string> Names(string json) =>
            json.Split('\n').Where(l => l.Contains("\":", StringComparison.Ordinal)).Select(l => l.Split(':')[0].Trim());
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("certificate")]
    [InlineData("logon")]
    public async Task What_fails_after_a_connection_is_no_reason_for_the_other_door(string attack)
    {
        using var dcom = new TcpListener(IPAddress.Loopback, 0);
        dcom.Start();
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var port = attack == "certificate" ? host.HttpsPort : Port(web);
        var peer = AttackAsync(web, attack);
        var (exitCode, _, error) = await AskAsync(port, $"{Port(dcom)}", ["query", Query], attack == "logon" ? "http" : "https");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("door: WS-Management", error, StringComparison.Ordinal);
        Assert.DoesNotContain("DCOM", error, StringComparison.Ordinal);
        Assert.False(dcom.Pending());
        web.Stop();
        await peer;
    }

    [Theory]
    [InlineData("--fingerprint", "00")]
    [InlineData("--auth", "basic")]
    public async Task What_DCOM_does_not_have_is_not_given_up(params string[] demand)
    {
        using var dcom = new TcpListener(IPAddress.Loopback, 0);
        dcom.Start();
        var (exitCode, _, error) = await AskAsync(ServeCommand.FreePorts(1)[0], $"{Port(dcom)}", ["query", Query, .. demand]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"WMI is no choice with {demand[0]}", error, StringComparison.Ordinal);
        Assert.False(dcom.Pending());
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static Task<(int ExitCode, string Output, string Error)> AskAsync(
        int port, string wmiPort, string[] line, string scheme = "https") => Here.RunAsync(
        ["wsman", line[0], $"{scheme}://127.0.0.1:{port}", .. line[1..], "--user", "alice", "--door", "auto", "--wmi-port", wmiPort,
        "--json"]);

    // The first connection only shows that the port is open. The second one goes wrong, and afterwards nothing listens.
    private static async Task AttackAsync(TcpListener web, string attack)
    {
        try
        {
            while (true)
            {
                using var socket = await web.AcceptSocketAsync(TestContext.Current.CancellationToken);
                var buffer = new byte[4096];
                var count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
                if (count == 0) continue;
                web.Stop();
                if (attack == "logon")
                    await socket.SendAsync(
                        Encoding.ASCII.GetBytes(
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                        TestContext.Current.CancellationToken);
                else socket.LingerState = new LingerOption(true, 0);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }
}
