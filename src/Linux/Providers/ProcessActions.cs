using Sekimori.Cim.Model;
using Sekimori.Guard;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Providers;

/// <summary>Starts and ends processes for a caller, with that caller's rights and no more.</summary>
internal sealed class ProcessActions(LinuxHost host, LinuxSources sources)
{
    private const int MaxArguments = 4096;

    private readonly CreatedProcesses _created = new(sources.Starter);

    public uint Create(string commandLine, string? directory, string[]? environment, Caller caller, out uint? processId)
    {
        processId = null;
        var user = CallerUser.Of(sources, caller, "A process");
        if (!CommandLine.TrySplit(commandLine, MaxArguments, out var arguments) || arguments.Count == 0
            || Environment(user, environment) is not { } variables)
            return ProcessReturn.InvalidParameter;
        if (sources.Keeper is { } keeper)
        {
            var reply = KeeperOrders.Ask(keeper, PrivilegedOrder.Create, caller, writer =>
            {
                StartRequest.WriteList(writer, arguments);
                writer.Write(directory ?? "");
                writer.Write(environment is not null);
                if (environment is not null) StartRequest.WriteList(writer, environment);
            });
            if (reply.Verdict == KeeperVerdict.Refused)
                throw CallerUser.Refused(sources, reply.Text);
            return Outcome(reply.Verdict == KeeperVerdict.Done ? 0 : reply.Value, reply.Value, out processId);
        }
        return Outcome(
            _created.Start(OwnerOf(caller), UserProcess.Of(user, arguments, directory ?? "", variables), sources.CreateLimits(),
            out var id), id, out processId);
    }

    private uint Outcome(int error, int process, out uint? processId)
    {
        processId = error == 0 ? (uint)process : null;
        return error switch
        {
            0 => ProcessReturn.Success,
            Errno.NoEntry => ProcessReturn.PathNotFound,
            Errno.Again =>
                throw new CimException(CimStatus.QuotaViolation, "Limit reached: processes of the account (shells: max-processes)."),
            Errno.TooManyOpen or Errno.TooManyOpenInSystem => throw NoRoom(),
            _ => ProcessReturn.UnknownFailure,
        };
    }

    private CimException NoRoom()
    {
        sources.Refused?.Invoke(DescriptorRoom.Refusal);
        return new CimException(CimStatus.QuotaViolation, DescriptorRoom.Refusal);
    }

    public uint Terminate(int id, Caller caller)
    {
        if (OwnerOf(id) is null)
            return ProcessReturn.PathNotFound;
        // The first process is the system, and this one is us.
        if (id == 1 || id == System.Environment.ProcessId)
            return ProcessReturn.AccessDenied;
        if (sources.Keeper is { } keeper)
        {
            var reply = KeeperOrders.Ask(keeper, PrivilegedOrder.Terminate, caller, writer => writer.Write(id));
            return reply.Verdict == KeeperVerdict.Done ? ProcessReturn.Success : reply.Value == Errno.NoProcess ? ProcessReturn.PathNotFound
                : ProcessReturn.AccessDenied;
        }
        return ProcessSignal.End(id, caller.Role < Role.Administrator ? CallerUser.Of(sources, caller, "A process").Id : null) switch
        {
            0 => ProcessReturn.Success,
            Errno.NoProcess => ProcessReturn.PathNotFound,
            _ => ProcessReturn.AccessDenied,
        };
    }

    /// <summary>The user that a process runs as; null if there is no such process.</summary>
    public uint? OwnerOf(int id)
    {
        Span<byte> buffer = stackalloc byte[2048];
        var status = KernelFile.Read($"{host.Paths.Proc}/{id}/status", buffer);
        var line = status.IndexOf("\nUid:"u8);
        if (id <= 0 || line < 0)
            return null;
        var fields = new Fields(status[(line + 5)..]);
        fields.Skip(1);
        return (uint)fields.UInt64(); // the effective one
    }

    private CreatedOwner OwnerOf(Caller caller) =>
        new(caller.Identity, () => sources.FindDenialReason?.Invoke(caller), (what, why) => sources.Ended?.Invoke(caller, what, why));

    /// <summary>
    /// The variables of a created process; null if a given one is not valid. The server's own environment may contain secrets.
    /// </summary>
    internal static List<string>? Environment(UnixUser user, string[]? wanted)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = user.IsRoot ? ShellSettings.UsualPath : "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = user.Home,
            ["USER"] = user.Name,
            ["LOGNAME"] = user.Name,
            ["SHELL"] = user.LoginShell,
        };
        foreach (var variable in wanted ?? [])
        {
            var equals = variable.IndexOf('=');
            if (equals <= 0 || variable.Contains('\0'))
                return null;
            variables[variable[..equals]] = variable[(equals + 1)..];
        }
        return [.. variables.Select(pair => $"{pair.Key}={pair.Value}")];
    }
}
