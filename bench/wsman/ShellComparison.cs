using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Sekimori.Bench.WsMan;

/// <summary>
/// Remote shells by whole processes: `sekimori shell URL -- true` against pywinrm doing the same, by turns, and `cat` of a large file
/// through a shell. Server and client are the programs that `./run` builds; both clients check the server's certificate by the same file.
/// </summary>
/// <param name="program">The sekimori that `./run` has built.</param>
internal sealed class ShellComparison(string program)
{
    private const string Address = "127.0.0.5";
    private const int HttpPort = 45988, HttpsPort = 45989, Rounds = 15, FileMegabytes = 512, FileRounds = 3;
    private const double LeastTimes = 5, LeastMegabytes = 150;

    private const string Script = """
        import sys, winrm
        session = winrm.Session(sys.argv[1], auth=(sys.argv[2], sys.argv[3]), transport=sys.argv[4],
            server_cert_validation="validate", ca_trust_path=sys.argv[5])
        sys.exit(session.run_cmd("true").status_code)
        """;

    public async Task<int> RunAsync()
    {
        if (!File.Exists(program))
        {
            Console.WriteLine($"shells not measured: {program} is not there");
            return 0;
        }

        var folder = Directory.CreateTempSubdirectory("sekimori-bench-");
        var data = Path.Combine(folder.FullName, "data");
        await RunAsync(
            program,
            ["account", "add", Servers.Account, "--role", "administrator", "--password-stdin", "--data", data,
            .. Environment.UserName == "root" ? (string[])["--unix-user", "root"] : []], Servers.Password + "\n");
        string[] line = ["serve", "--address", Address, "--rpc-port", "off", "--http-port", $"{HttpPort}", "--https-port", $"{HttpsPort}",
            "--data", data, "--allow", "127.0.0.0/8"];
        using var server = Process.Start(
            new ProcessStartInfo(program, line) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = server.StandardOutput.ReadToEndAsync();
        _ = server.StandardError.ReadToEndAsync();
        try
        {
            var certificate = Path.Combine(data, "certificate.pem");
            await UntilReadyAsync(certificate);
            Console.WriteLine($"whole processes, by turns, medians of {Rounds}; {FileMegabytes} MB of cat, medians of {FileRounds}");
            return await StartAsync("basic", certificate) & await StartAsync("ntlm", certificate) & await CopyAsync(
                folder.FullName, certificate) ? 0 : 1;
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> StartAsync(string scheme, string certificate)
    {
        double[] ours = new double[Rounds], theirs = new double[Rounds];
        for (var i = -3; i < Rounds; i++)
        {
            var mine = await ShellAsync($"https://{Address}:{HttpsPort}", scheme, certificate, ["true"]);
            var other = await RunAsync("/usr/bin/python3",
                ["-W", "ignore", "-c", Script, $"https://{Address}:{HttpsPort}/wsman", Servers.Account, Servers.Password, scheme,
                certificate], null);
            if (i >= 0) (ours[i], theirs[i]) = (mine.TotalMilliseconds, other.TotalMilliseconds);
        }

        var ratio = Comparison.Median(theirs) / Comparison.Median(ours);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{$"shell -- true, HTTPS, {scheme}",-28} ours {Comparison.Median(ours),6:0.0} ms   pywinrm " +
            $"{Comparison.Median(theirs),6:0.0} ms   {ratio:0.0} times as fast (at least {LeastTimes:0})"));
        return ratio >= LeastTimes;
    }

    private async Task<bool> CopyAsync(string folder, string certificate)
    {
        var file = Path.Combine(folder, "large");
        await using (var stream = File.Create(file))
        {
            var block = RandomNumberGenerator.GetBytes(1 << 20);
            for (var i = 0; i < FileMegabytes; i++) await stream.WriteAsync(block);
        }

        var https = await CopyAsync("cat, HTTPS, basic", $"https://{Address}:{HttpsPort}", "basic", certificate, file);
        _ = await CopyAsync("cat, HTTP, ntlm, encrypted", $"http://{Address}:{HttpPort}", "ntlm", certificate, file);
        return https >= LeastMegabytes;
    }

    private async Task<double> CopyAsync(string name, string url, string scheme, string certificate, string file)
    {
        var rates = new double[FileRounds];
        for (var i = -1; i < FileRounds; i++)
        {
            var time = await ShellAsync(url, scheme, certificate, ["cat", file]);
            if (i >= 0) rates[i] = FileMegabytes * 1.048576 / time.TotalSeconds;
        }

        var rate = Comparison.Median(rates);
        var bar = url.StartsWith("https", StringComparison.Ordinal) ? $" (at least {LeastMegabytes:0})" : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {rate,6:0} MB/s{bar}"));
        return rate;
    }

    private Task<TimeSpan> ShellAsync(string url, string scheme, string certificate, string[] command) =>
        RunAsync(program, ["shell", url, "--user", Servers.Account, "--auth", scheme, "--ca", certificate, "--", .. command], null);

    private async Task UntilReadyAsync(string certificate)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                _ = await ShellAsync($"https://{Address}:{HttpsPort}", "basic", certificate, ["true"]);
                return;
            }
            catch (InvalidOperationException) when (i < 60)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>
    /// Runs a process to its end, with standard input from nowhere and output to nowhere: what fails is not a measurement.
    /// </summary>
    private static async Task<TimeSpan> RunAsync(string program, string[] arguments, string? input)
    {
        // A shell's redirection: a pipe to this process would be read here, on the same two cores.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", input is null ? "exec \"$0\" \"$@\" </dev/null >/dev/null" : "exec \"$0\" \"$@\" >/dev/null", program, .. arguments])
        {
            RedirectStandardInput = input is not null, RedirectStandardError = true,
        };
        start.Environment["SEKIMORI_PASSWORD"] = Servers.Password;
        // Python's requests would believe these instead of the file that it is given.
        foreach (var name in (string[])["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]) start.Environment.Remove(name);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? watch.Elapsed
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }
}
