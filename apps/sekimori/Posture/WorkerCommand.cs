using System.CommandLine;
using System.Globalization;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit worker`: takes blocks of stored runs, on as many machines as there are.</summary>
internal static class WorkerCommand
{
    /// <summary>How long a block belongs to a worker without a renewal.</summary>
    public static TimeSpan UsualLease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>--lease.</summary>
    public static Option<TimeSpan?> Lease { get; } = RpcTarget.TimeOption("--lease",
        "How long a block stays with a worker that does not answer any more (default: 60 s).");

    private static readonly Option<string?> Run = new("--run")
    {
        Description = "Work for one run: its identity or the beginning of it, or 'last' (default: every run).", HelpName = "RUN",
    };

    private static readonly Option<bool> Drain = new("--drain") { Description = "End when nothing is left to do." };

    public static Command Create()
    {
        var command = Bare();
        foreach (var option in AuditLogon.Options) command.Options.Add(option);
        return command;
    }

    private static Command Bare() => new Command("worker", "Take hosts of stored runs and ask them, together with other workers.")
    {
        FindingStores.Store, StandardOptions.DatabaseFile, StandardOptions.Data, Run, Drain, RunOptions.VantageOption,
        RunOptions.Authorities, RunOptions.Parallel, Lease,
    }.Does((result, screen, cancellation) => FindingStores.UseAsync(result, async store =>
    {
        NativeMemory.ShareArenas();
        var run = result.GetValue(Run) is { } name ? (await RunNames.FindAsync(store, name, cancellation)).Id : (Guid?)null;
        var worker = new AuditWorker(store, new(WorkerOptions.NameOfProcess, result.GetValue(RunOptions.VantageOption),
            RunCommand.Worker(result))
        {
            Run = run, IsDraining = result.GetValue(Drain), Lease = result.GetValue(Lease) ?? UsualLease,
        })
        {
            BlockFailed = reason => screen.Error.WriteLine($"sekimori: a block of hosts failed: {reason}"),
        };
        using (var progress = new LongRun(screen, !Console.IsErrorRedirected, TimeProvider.System, passed =>
            string.Create(CultureInfo.InvariantCulture, $"{worker.Hosts} hosts after {passed.TotalSeconds:0} s")))
            await worker.RunAsync(cancellation);
        screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sekimori: {worker.Hosts} hosts asked"));
        return ExitCode.Done;
    }, cancellation));
}
