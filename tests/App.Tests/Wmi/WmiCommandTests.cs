using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Wmi;

/// <summary>`sekimori wmi` against a served host: the output of `sekimori cim`, and errors that say what to do.</summary>
[Trait("Size", "Large")]
public sealed class WmiCommandTests(WmiHost host) : IClassFixture<WmiHost>
{
    [Theory]
    [InlineData("query", "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'")]
    [InlineData("query", "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'", "--json")]
    [InlineData("class", "Win32_Process")]
    [InlineData("get", "Win32_Process.Handle=\"1\"", "-n", "root/cimv2")]
    public async Task It_shows_what_the_host_shows_of_itself(string command, params string[] line)
    {
        var here = await Here.RunAsync(["cim", command, .. line]);
        var there = await host.AskAsync(command, line);
        Assert.True(there.ExitCode == 0, there.Error);
        // A class over a network does not say which role a method needs; a process lives on between two looks.
        static IEnumerable<string> Words(string text) => text.Split('\n', ' ', '"', ',').Where(w => w.Length > 3 && w.All(char.IsLetter))
            .Except(["needs", "role", "operator", "administrator", "reader", "the"]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Words(here.Output), Words(there.Output));
        Assert.Equal(Headings(here.Output), Headings(there.Output));

        static string[] Headings(string text) => text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Classes_are_filtered_and_objects_of_a_class_are_listed()
    {
        var classes = await host.AskAsync("classes", "Win32_Proc%", "--json");
        Assert.True(classes.ExitCode == 0, classes.Error);
        Assert.Contains("\"Win32_Process\"", classes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Win32_Service\"", classes.Output, StringComparison.Ordinal);
        var system = await host.AskAsync("enumerate", "Win32_OperatingSystem", "--json");
        Assert.True(system.ExitCode == 0, system.Error);
        Assert.Contains(Environment.MachineName, system.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_is_invoked_and_its_object_is_watched()
    {
        var query = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Process'";
        var watch = host.AskAsync("watch", query, "--count", "1", "--duration", "30");
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        var invoked = await host.AskAsync("invoke", "Win32_Process", "Create", "CommandLine=sleep 21");
        Assert.True(invoked.ExitCode == 0, invoked.Error + invoked.Output);
        Assert.Contains("ProcessId", invoked.Output, StringComparison.Ordinal);
        var (exitCode, output, error) = await watch;
        Assert.True(exitCode == 0, error);
        Assert.Contains("__InstanceCreationEvent", output, StringComparison.Ordinal);
        Assert.Contains("Win32_Process.Handle=", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "0x80041010", "query", "SELECT * FROM No_Class")]
    [InlineData(1, "0x80041002", "get", "Win32_Process.Handle=\"0\"")]
    [InlineData(1, "WBEM_E_INVALID_METHOD", "invoke", "Win32_Process", "Nope")]
    [InlineData(2, "not an object path", "get", "=")]
    [InlineData(2, "more than 1 objects", "query", "SELECT * FROM Win32_Process", "--max-items", "1")]
    public async Task A_failure_is_one_line_with_its_status(int code, string said, string command, params string[] line)
    {
        var (exitCode, _, error) = await host.AskAsync(command, line);
        Assert.Contains(said, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(code, exitCode);
    }

    [Fact]
    public async Task A_wrong_namespace_or_user_is_denied_and_no_user_is_misuse()
    {
        var space = await host.AskAsync("class", "Win32_Process", "-n", "root/nope");
        Assert.Equal(1, space.ExitCode);
        Assert.Contains("0x8004100E", space.Error, StringComparison.OrdinalIgnoreCase);
        var user = await Here.RunAsync("wmi", "class", "127.0.0.1", "Win32_Process", "--user", "mallory", "--port", host.Port);
        Assert.Equal(1, user.ExitCode);
        Assert.Contains("check user and password", user.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Here.RunAsync("wmi", "class", "127.0.0.1", "Win32_Process", "--port", host.Port)).ExitCode);
    }

    [Fact]
    public async Task A_server_that_is_silent_ends_at_the_timeout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = $"{((IPEndPoint)listener.LocalEndpoint).Port}";
        var watch = Stopwatch.StartNew();
        var (exitCode, _, error) = await Here.RunAsync(
            "wmi", "class", "127.0.0.1", "Win32_Process", "--user", "alice", "--port", port, "--timeout", "1");
        Assert.Equal(2, exitCode);
        Assert.Matches("no answer within 1 s|timed out", error);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 10);
    }
}
