using System.CommandLine;
using System.Net;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate.Keeping;
using Sekimori.Gate.Settings;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Server.Listening;

namespace Sekimori.App.Keeper;

/// <summary>`sekimori keeper`.</summary>
internal static class KeeperCommands
{
    /// <summary>The keeper's own file of accounts.</summary>
    public static readonly Option<string?> Accounts = new("--keeper-accounts")
    {
        Description = $"The keeper's own copy of the accounts (default: {KeeperAccounts.DefaultPath}).", HelpName = "FILE"
    };

    /// <summary>A reason and a path; a server may send longer orders, which are not logged whole.</summary>
    private const int MaxLine = 1000;

    private const string DefaultSocket = "/run/sekimori/keeper.sock";
    private static readonly Option<string?> SocketPath = new("--socket")
    {
        Description = $"The socket for the server (default: the setting keeper:, else {DefaultSocket}).", HelpName = "PATH"
    };
    private static readonly Option<string> User = new("--user")
    {
        Description = "The Unix user of the server.", HelpName = "USER", DefaultValueFactory = _ => "sekimori"
    };

    public static void AddTo(RootCommand root)
    {
        var keeper = new Command("keeper",
            "Perform the operations that need root for an unprivileged server (serve --keeper). Runs as root and does not use the " +
            "network.") { ServeOptions.SettingsFile, StandardOptions.Data, SocketPath, User, Accounts };
        root.Subcommands.Add(keeper.Does((result, screen, token) => Task.Run(() => Keep(result, screen, token), CancellationToken.None)));
    }

    private static int Keep(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new CommandException(ExitCode.Failed, "the keeper needs root: it starts processes as the users of accounts");
        var name = result.GetRequiredValue(User);
        var user = UnixUser.Find(name)
            ?? throw new CommandException(ExitCode.Failed, $"--user: this machine has no user \"{name}\" (useradd --system {name})");
        if (user.IsRoot) throw new CommandException(ExitCode.Failed, "--user: a server that runs as root needs no keeper");
        var settings = ServeOptions.Settings(result);
        var accounts = new KeeperAccounts(result.GetValue(Accounts) ?? KeeperAccounts.DefaultPath);
        var path = Path.GetFullPath(result.GetValue(SocketPath) ?? settings.Keeper ?? DefaultSocket);
        Say($"started for servers of {user.Name}, at {path}");
        DataMigration.Run(settings, user, accounts, Say);
        // The same at each start: a keeper that was killed leaves shells behind, and this identifies them.
        var folder = Path.GetDirectoryName(Path.GetFullPath(result.GetValue(Accounts) ?? KeeperAccounts.DefaultPath))!;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var duties = Duties(settings, user, accounts, ShellInstance.LoadOrCreate(folder));
        using var work = new KeeperWork(duties);
        work.Begin();
        try
        {
            using var listener = KeeperListener.Open(path, file => ActingUser.Give(file, user.Id, user.Group), duties, work);
            using var stop = cancellationToken.Register(listener.Dispose);
            screen.Line($"Sekimori's keeper listens on {path}");
            screen.Output.Flush();
            ServiceManager.NotifyReady();
            listener.Run();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"cannot open the keeper's socket: {failure.Message}", failure);
        }

        return ExitCode.Done;
    }

    private static KeeperDuties Duties(GateSettings settings, UnixUser user, KeeperAccounts accounts, uint instance) => new()
    {
        ServerUser = user.Id,
        Find = accounts.Find,
        Log = Say,
        Shells = new ShellSettings { KeeperCommand = ShellKeeperProgram.Command(), Instance = instance, Commands = settings.Commands },
        Limits = new CreateLimits(settings.WsMan.MaxProcessesPerShell, settings.WsMan.MaxMemoryPerShellMb is > 0 and var most
            ? (long)most << 20
            : null),
        MaxShells = settings.WsMan.MaxShellsPerUser > 0 ? settings.WsMan.MaxShellsPerUser : int.MaxValue,
        MayBind = (address, port) => IsOuter(settings.Gateway, address, port) || (port > 0
            && (port == settings.Rpc.Port || port == settings.WsManPorts.Http || port == settings.WsManPorts.Https)
            && (settings.Addresses.Contains(address) || (settings.Addresses.Contains(IPAddress.IPv6Any) && address.Equals(IPAddress.Any)))),
        Bind = ListenSockets.Bind,
    };

    // Its dynamic ports need no privilege.
    private static bool IsOuter(GatewaySettings gateway, IPAddress address, int port) =>
        port == gateway.MapperPort && gateway.Targets.Any(target => target.Rpc != RpcMode.Off && address.Equals(target.Outer));

    // Its log is its standard error, which systemd separates from the server's: a server cannot write to it.
    private static void Say(string line) =>
        Console.Error.WriteLine(
        $"{DisplayTime.Of(DateTimeOffset.UtcNow)} keeper {Printable.Of(line.Length <= MaxLine ? line : line[..MaxLine] + " …")}");
}
