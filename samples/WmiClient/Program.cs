using Sekimori.Client.Wmi;
using Sekimori.Security.Credentials;

// WmiClient HOST[:PORT] USER PASSWORD: what the host is, its large processes, and the next process that starts.
if (args.Length != 3) return 2;
var name = args[0].Split(':');
var options = new WmiClientOptions { Port = name.Length > 1 ? int.Parse(name[1]) : 135, Timeout = TimeSpan.FromSeconds(20) };
try
{
    await using var host = await WmiClient.ConnectAsync(name[0], Credential.FromPassword(args[1], args[2]), options);
    await foreach (var system in host.EnumerateAsync("Win32_OperatingSystem"))
        Console.WriteLine($"{system["Caption"].AsString}, up since {system["LastBootUpTime"]}");

    await foreach (var process in host.QueryAsync(
        "SELECT Name, ProcessId, WorkingSetSize FROM Win32_Process WHERE WorkingSetSize > 50000000"))
        Console.WriteLine($"{process["ProcessId"].AsInt64,8} {process["WorkingSetSize"].AsUInt64 >> 20,6} MiB  {process["Name"].AsString}");

    using var end = new CancellationTokenSource(TimeSpan.FromSeconds(10));
    const string started = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Process'";
    await foreach (var happened in host.WatchAsync(started, end.Token))
    {
        Console.WriteLine($"started: {happened["TargetInstance"].AsInstance!["Name"].AsString}");
        break;
    }

    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine("no process started within 10 s");
    return 0;
}
catch (WmiClientException e)
{
    Console.Error.WriteLine($"{e.Failure}: {e.Message}");
    return 1;
}
