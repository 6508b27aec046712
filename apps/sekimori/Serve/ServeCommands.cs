using System.CommandLine;
using Microsoft.Extensions.Logging;
using Sekimori.App.Data;
using Sekimori.App.Keeper;
using Sekimori.App.Logging;
using Sekimori.App.Posture;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Linux.Privileges;

namespace Sekimori.App.Serve;

/// <summary>`sekimori serve`.</summary>
internal static class ServeCommands
{
    public static void AddTo(RootCommand root)
    {
        var serve = new Command("serve", "Serve the RPC endpoint mapper, an RPC endpoint, and WS-Management over HTTP and HTTPS.");
        ServeOptions.AddTo(serve);
        root.Subcommands.Add(serve.Does((result, screen, cancellation) =>
            RunAsync(result, ServeOptions.Settings(result), screen, cancellation)));
    }

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="screen">Where the banner goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> RunAsync(
        ParseResult result, GateSettings settings, Screen screen, CancellationToken cancellationToken)
    {
        GateServer.RequirePolicy(settings);
        PostureSchedule.Check(settings.Guard.Posture);
        var folder = DataFolders.Open(settings.Data);
        using var held = DataFolders.Lock(folder);
        using var keeper = Keeper(settings);
        var options = new GateOptions
        {
            Settings = settings, Folder = folder, Loggers = Loggers(settings.Log), Keeper = keeper,
            ShellKeeper = ShellKeeperProgram.Command(), Reread = ServeOptions.Reread(result),
        };
        await using var server = await GateServer.OpenAsync(options, cancellationToken);
        await server.StartAsync(cancellationToken);
        new Banner(screen).Write(server.Summary, DateTimeOffset.UtcNow);
        var posture = Audit(settings, options, server, cancellationToken);
        await UntilStopped(cancellationToken);
        await server.StopAsync();
        await posture;
        return ExitCode.Done;
    }

    private static Task Audit(GateSettings settings, GateOptions options, GateServer server, CancellationToken cancellationToken) =>
        settings.Guard.Posture.Targets.IsEmpty ? Task.CompletedTask
            : Task.Run(() => new PostureSchedule(settings.Guard.Posture, options.Folder, server.Alerts,
                options.Loggers.CreateLogger("Sekimori.Posture"), TimeProvider.System).RunAsync(cancellationToken), CancellationToken.None);

    private static ILoggerFactory Loggers(LogSettings settings) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(settings.Level)
        .AddProvider(new LineLoggerProvider(Console.Error, settings.Json, settings.Level, TimeProvider.System)));

    private static PrivilegedKeeper? Keeper(GateSettings settings)
    {
        if (settings.Keeper is not { } path) return null;
        var keeper = new PrivilegedKeeper(path);
        try
        {
            // Both are started together at the start of the system.
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    keeper.Connect();
                    return keeper;
                }
                catch (KeeperGoneException) when (attempt < 50)
                {
                    Thread.Sleep(200);
                }
            }
        }
        catch (KeeperGoneException failure)
        {
            keeper.Dispose();
            throw new CommandException(ExitCode.Failed,
                $"{failure.Message} Start it first, as root: {CalledAs.Command} keeper --socket {path}", failure);
        }
    }

    private static async Task UntilStopped(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }
}
