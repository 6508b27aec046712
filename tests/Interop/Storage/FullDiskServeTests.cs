using System.Globalization;
using System.Net;
using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Storage.Tests.Audit;

namespace Sekimori.Interop.Storage;

/// <summary>A running `sekimori serve` whose audit log has a small disk of its own, which becomes full and empty again.</summary>
[Trait("Peer", "tmpfs")]
public sealed class FullDiskServeTests
{
    // ERROR_EVENTLOG_CANT_START ([MS-ERREF] 2.2): what a caller gets whose call cannot be recorded.
    private const uint Unavailable = 1502;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_that_refuses_refuses_loudly_and_loses_no_call_that_was_answered()
    {
        using var disk = SmallDisk.Mount(1024);
        using var folder = new TemporaryFolder();
        var metrics = ServeCommand.FreePorts(1)[0];
        var answered = 0;
        await using (var server = await StartAsync(folder, disk, metrics, "refuse"))
        {
            for (; answered < 3; answered++) Assert.Equal(0u, await CallAsync(server));
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(metrics));
            disk.Fill();
            // The last page of the open file may have room for some lines more.
            uint status;
            for (var tries = 0; (status = await CallAsync(server)) == 0; answered++)
                Assert.True(++tries < 200, "calls go on though the disk is full");
            Assert.Equal(Unavailable, status);
            Assert.Equal(Unavailable, await CallAsync(server));
            var (code, body) = await IdentifyAsync(server);
            Assert.True(code == HttpStatusCode.InternalServerError && body.Contains("AccessDenied", StringComparison.Ordinal)
                && body.Contains("1502", StringComparison.Ordinal), $"{code}: {body}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(metrics));
            await server.Command.WaitForAsync(one =>
                Said(one).Contains("calls that it should record are denied", StringComparison.Ordinal), "complaint");
            disk.Empty();
            await UntilAsync(async () => await CallAsync(server) == 0, "calls are answered again");
            for (answered++; answered < 10; answered++) Assert.Equal(0u, await CallAsync(server));
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(metrics));
            await EndAsync(server);
        }
        await AssertWholeAsync(folder, disk, answered);
    }

    [Fact]
    public async Task A_policy_that_goes_on_answers_and_says_so_and_how_many_lines_are_missing()
    {
        using var disk = SmallDisk.Mount(1024);
        using var folder = new TemporaryFolder();
        var metrics = ServeCommand.FreePorts(1)[0];
        await using (var server = await StartAsync(folder, disk, metrics, "go-on"))
        {
            for (var i = 0; i < 3; i++) Assert.Equal(0u, await CallAsync(server));
            disk.Fill();
            await UntilAsync(async () =>
            {
                Assert.Equal(0u, await CallAsync(server));
                return await HealthAsync(metrics) == HttpStatusCode.ServiceUnavailable;
            }, "the full disk is noticed");
            Assert.Equal(HttpStatusCode.OK, (await IdentifyAsync(server)).Code);
            await server.Command.WaitForAsync(
                one => Said(one).Contains("calls continue without it", StringComparison.Ordinal)
                && Said(one).Contains("the call continues (without_audit: go-on)", StringComparison.Ordinal), "complaint");
            disk.Empty();
            await UntilAsync(async () =>
            {
                Assert.Equal(0u, await CallAsync(server));
                return await HealthAsync(metrics) == HttpStatusCode.OK;
            }, "the log is written again");
            await EndAsync(server);
        }
        await AssertWholeAsync(folder, disk, 4);
    }

    private static async Task<ServeCommand> StartAsync(TemporaryFolder folder, SmallDisk disk, int metrics, string choice)
    {
        var policy = folder.Write("policy.yaml",
            $"version: 1\ndefault: allow\naudit: no\nwithout_audit: {choice}\nrules:\n  - {{ name: calls are on record, at: call, do: " +
            $"allow, audit: required }}\n");
        Directory.CreateSymbolicLink(folder.File("audit"), disk.Path);
        return await ServeCommand.StartAsync(folder, "--policy", policy, "--metrics-port", metrics.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Lists the endpoints: 0, or the status of the fault.</summary>
    private static async Task<uint> CallAsync(ServeCommand server)
    {
        try
        {
            await EndpointMapReader.ReadAsync(new RpcBinding("127.0.0.1", server.RpcPort), null, Token);
            return 0;
        }
        catch (RpcFaultException fault)
        {
            return fault.Status;
        }
    }

    private static async Task<(HttpStatusCode Code, string Body)> IdentifyAsync(ServeCommand server)
    {
        using var content = new StringContent("""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>
            """);
        content.Headers.ContentType = new("application/soap+xml") { CharSet = "UTF-8" };
        using var answer = await Http.PostAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/wsman-anon/identify"), content, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static async Task<HttpStatusCode> HealthAsync(int port)
    {
        using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"), Token);
        return answer.StatusCode;
    }

    private static string Said(Command command) => command.Output + command.Error;

    private static async Task EndAsync(ServeCommand server)
    {
        server.Signal(15);
        Assert.Equal(0, await server.Command.EndAsync());
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 200, $"not within twenty seconds: {what}");
            await Task.Delay(100, Token);
        }
    }

    /// <summary>
    /// The chain holds, owns up to what is missing, and has a line for each call that was answered while it could be written.
    /// </summary>
    private static async Task AssertWholeAsync(TemporaryFolder folder, SmallDisk disk, int answered)
    {
        var (code, output, error) = await Command.RunAsync("log", "verify", "--data", folder.Path);
        Assert.True(code == 0, output + error);
        var lines = Directory.GetFiles(disk.Path, "audit-*.jsonl").SelectMany(File.ReadLines).ToList();
        Assert.Contains(lines, line => line.Contains("\"type\":\"gap\"", StringComparison.Ordinal));
        var calls = lines.Count(IsAnsweredCall);
        Assert.True(calls >= answered, $"{answered} calls were answered, {calls} are in the log:\n{string.Join('\n', lines)}");
    }

    // By its members: any four digits stand in some hash or other.
    private static bool IsAnsweredCall(string line)
    {
        using var json = JsonDocument.Parse(line);
        var record = json.RootElement;
        return record.GetProperty("type").GetString() == "call" && record.GetProperty("operation").GetString() == "ept_lookup"
            && !(record.TryGetProperty("status", out var status) && status.GetUInt32() == Unavailable);
    }
}
