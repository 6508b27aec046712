using Sekimori.Client.WsMan;
using Sekimori.Security.Credentials;

// WsManClient HOST USER PASSWORD [CERTIFICATE-SHA256]: what the host is, its processes, its services.
if (args.Length is not (3 or 4)) return 2;
var options = new WsManClientOptions { Trust = new WsManTrust { Fingerprint = args.ElementAtOrDefault(3) } };
using var host = new WsManClient(args[0], Credential.FromPassword(args[1], args[2]), options);
try
{
    var system = await host.GetAsync("Win32_OperatingSystem");
    Console.WriteLine($"{system["Caption"].AsString}, up since {system["LastBootUpTime"]}");

    await foreach (var process in host.QueryAsync(
        "SELECT Name, ProcessId, WorkingSetSize FROM Win32_Process WHERE WorkingSetSize > 50000000"))
        Console.WriteLine($"{process["ProcessId"].AsInt64,8} {process["WorkingSetSize"].AsUInt64 >> 20,6} MiB  {process["Name"].AsString}");
    return 0;
}
catch (WsManClientException e)
{
    Console.Error.WriteLine($"{e.Failure}: {e.Message}");
    return 1;
}
