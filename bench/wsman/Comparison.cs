using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Sekimori.Bench.WsMan;

/// <summary>Runs wrk against both servers by turns, and prints what each did and the ratio of the medians.</summary>
/// <param name="load">The folder of post.lua and the envelopes.</param>
/// <param name="seconds">How long each turn is.</param>
internal sealed partial class Comparison(string load, int seconds)
{
    private const string Address = "127.0.0.5";
    private const int OursPort = 45985, BarePort = 45986, Rounds = 3;

    private static readonly string Authorization = "Basic "
        + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Servers.Account}:{Servers.Password}"));

    public async Task<int> RunAsync()
    {
        using var ours = Start("ours", Address, OursPort.ToString(CultureInfo.InvariantCulture));
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s each, wrk -t1 -c16");
            var good = await CompareAsync(ours, "identify.xml", "Identify", 0.75) & await CompareAsync(
                ours, "get-operating-system.xml", "Get Win32_OperatingSystem", 0.50);
            return good ? 0 : 1;
        }
        finally
        {
            ours.Kill();
        }
    }

    private async Task<bool> CompareAsync(Process ours, string envelope, string name, double least)
    {
        var reply = await AskAsync(envelope);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, reply);
        using var bare = Start("bare", Address, BarePort.ToString(CultureInfo.InvariantCulture), file);
        try
        {
            double[] mine = new double[Rounds], theirs = new double[Rounds], myCost = new double[Rounds], theirCost = new double[Rounds];
            // A turn of each that does not count: the compiler is at work then.
            await WrkAsync(ours, envelope, OursPort, 4);
            await WrkAsync(bare, envelope, BarePort, 4);
            for (var i = 0; i < Rounds; i++)
            {
                (mine[i], myCost[i]) = await WrkAsync(ours, envelope, OursPort, seconds);
                (theirs[i], theirCost[i]) = await WrkAsync(bare, envelope, BarePort, seconds);
            }
            var ratio = Median(mine) / Median(theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-28} {reply.Length,6} bytes   ours {Median(mine),8:0}/s   bare {Median(theirs),8:0}/s   {ratio:0%} (at least " +
                $"{least:0%})   processor time of a request {Median(myCost):0.0} and {Median(theirCost):0.0} us, " +
                $"{Median(theirCost) / Median(myCost):0%}"));
            return ratio >= least;
        }
        finally
        {
            bare.Kill();
            File.Delete(file);
        }
    }

    // One request as wrk sends it; the bare endpoint answers with the same bytes. Whatever is not an answer of success is not a
    // measurement.
    private async Task<byte[]> AskAsync(string envelope)
    {
        using var client = new HttpClient();
        var body = (await File.ReadAllTextAsync(Path.Combine(load, envelope))).Replace(
            "{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{Address}:{OursPort}/wsman")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/soap+xml")
        };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Authorization);
        using var response = await client.SendAsync(request);
        var reply = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? reply
            : throw new InvalidOperationException($"{response.StatusCode}: {Encoding.UTF8.GetString(reply)}");
    }

    // The processor time says what the server costs where other programs take turns on the machine as well.
    private async Task<(double PerSecond, double Microseconds)> WrkAsync(Process server, string envelope, int port, int duration)
    {
        var start = new ProcessStartInfo(
            "wrk", ["-t1", "-c16", $"-d{duration}s", "-s", Path.Combine(load, "post.lua"), $"http://{Address}:{port}"])
        {
            RedirectStandardOutput = true
        };
        start.Environment["LOAD_BODY"] = Path.Combine(load, envelope);
        start.Environment["LOAD_AUTH"] = Authorization;
        server.Refresh();
        var before = server.TotalProcessorTime;
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException(output);
        server.Refresh();
        var requests = double.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        return (double.Parse(RequestsPerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            (server.TotalProcessorTime - before).TotalMicroseconds / requests);
    }

    internal static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        if (process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException($"{arguments[0]} did not start.");
        return process;
    }

    internal static double Median(double[] figures) => figures.Order().ElementAt(figures.Length / 2);

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RequestsPerSecond();
}
