using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sekimori.Rpc.Association;
using Sekimori.TestHost;
using Sekimori.TestKit;

// Serves what the peers' suites call, prints where as KEY=VALUE lines, and stays until it is ended.
var defaults = new TestHostOptions();
var address = new Option<string>("--address") { DefaultValueFactory = _ => defaults.Address.ToString(), Description = "Where to listen." };
var port = new Option<int>("--rpc-port")
{
    DefaultValueFactory = _ => defaults.Port, Description = "The endpoint mapper's port; 0 for a free one."
};
var socket = new Option<string?>("--socket") { Description = "A Unix socket for the local transport." };
var insert = new Option<bool>("--allow-insert") { Description = "ept_insert and ept_delete over TCP too." };
var verbose = new Option<bool>("--verbose") { Description = "Log to the standard error output." };
var keytab = new Option<string?>("--keytab")
{
    Description = "A keytab with host/dc1.lab.test; without it, one of the realm of tests/realm, which is started where Samba is installed."
};
var modern = new Option<bool>("--windows-2022") { Description = "Answer as Windows Server 2022 where it differs from 2012 R2." };
var noRealm = new Option<bool>("--no-realm") { Description = "No Kerberos where there is no --keytab." };
var dcom = new Option<bool>("--dcom") { Description = "Serve DCOM with one class." };
var command = new RootCommand("Sekimori's test host") { dcom, address, port, socket, insert, keytab, noRealm, modern, verbose };
command.SetAction(async (settings, cancellationToken) =>
{
    using var loggers = LoggerFactory.Create(logging =>
    {
        if (settings.GetValue(verbose))
            logging.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
    using var folder = new TemporaryFolder();
    var keys = settings.GetValue(keytab);
    if (keys is null && !settings.GetValue(noRealm))
    {
        if (Realm.MissingReason is null) Realm.ExportKeytab(keys = Path.Combine(folder.Path, "keytab"), "host/dc1.lab.test");
        else await Console.Error.WriteLineAsync($"without Kerberos: {Realm.MissingReason}");
    }
    var options = defaults with
    {
        Address = IPAddress.Parse(settings.GetValue(address)!),
        Port = settings.GetValue(port),
        Socket = settings.GetValue(socket),
        AllowInsert = settings.GetValue(insert),
        HasDcom = settings.GetValue(dcom),
        Keytab = keys,
        Limits = defaults.Limits with
        {
            Generation = settings.GetValue(modern) ? WindowsGeneration.Server2022 : WindowsGeneration.Server2012R2
        },
    };
    TestHostServer host;
    try
    {
        host = await TestHostServer.StartAsync(options, loggers, cancellationToken);
    }
    catch (Exception e) when (e is SocketException or AddressInUseException)
    {
        await Console.Error.WriteLineAsync($"cannot listen on {options.Address} port {options.Port}: {e.Message}");
        return 2;
    }
    await using var serving = host;
    Console.WriteLine($"ADDRESS={options.Address}");
    Console.WriteLine($"RPC_PORT={host.Mapper.Port}");
    Console.WriteLine($"DYNAMIC_PORTS={string.Join(',', host.Dynamic.Select(endpoint => endpoint.Port))}");
    Console.WriteLine($"ENDPOINTS={host.Map.Entries.Length}");
    Console.WriteLine($"DOMAIN={options.Domain}");
    Console.WriteLine($"USER={options.User}");
    Console.WriteLine($"PASSWORD={options.Password}");
    if (keys is not null)
    {
        Console.WriteLine($"KEYTAB={keys}");
        Console.WriteLine("TARGET_HOSTNAME=dc1.lab.test");
        Console.WriteLine("REALM=LAB.TEST");
        if (Realm.Settings is { } file) Console.WriteLine($"KRB5_CONFIG={file}");
    }
    Console.WriteLine("READY=1");

    var ended = new TaskCompletionSource();
    using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; ended.TrySetResult(); });
    using var stop = cancellationToken.Register(() => ended.TrySetResult());
    await ended.Task;
    return 0;
});
return await command.Parse(args).InvokeAsync();
