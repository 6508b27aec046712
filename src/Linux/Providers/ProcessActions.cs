using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Cim.Model;
using Sekimori.Guard;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Starts and ends processes for a caller, with that caller's rights and no more.</summary>
internal sealed class ProcessActions(LinuxHost host)
{
    private const int NoSuchProcess = 3; // ESRCH
    private const int MaxArguments = 4096;

    // The standard streams are closed off and the session is its own, so that nothing of ours keeps it and it keeps nothing of ours. The server raises its limit of open files, which
    // programs on select(2) do not survive: theirs is the usual one, or what there is.
    private const string Detach = "ulimit -Sn 1024 2>/dev/null || :; exec setsid \"$@\" </dev/null >/dev/null 2>&1";

    public uint Create(string commandLine, string? directory, string[]? environment, Caller caller, out uint? processId)
    {
        processId = null;
        var user = UserOf(caller);
        if (!CommandLine.TrySplit(commandLine, MaxArguments, out var arguments) || arguments.Count == 0)
            return ProcessReturn.InvalidParameter;
        // Users of services have homes that do not exist; login(1) begins in the root directory then.
        directory ??= Directory.Exists(user.Home) ? user.Home : "/";
        if (!Directory.Exists(directory) || FindProgram(arguments[0], directory) is not { } program)
            return ProcessReturn.PathNotFound;
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Detach, "sh", program, .. arguments.Skip(1)])
            start.ArgumentList.Add(argument);
        // Running as root, .NET changes user and groups between fork and exec.
        if (user.Id != Libc.EffectiveUser())
            start.UserName = user.Name;
        if (!TrySetEnvironment(start.Environment, user, environment))
            return ProcessReturn.InvalidParameter;
        try
        {
            using var process = Process.Start(start);
            processId = (uint?)process?.Id;
            return process is null ? ProcessReturn.UnknownFailure : ProcessReturn.Success;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return ProcessReturn.UnknownFailure;
        }
    }

    public uint Terminate(int id, Caller caller)
    {
        if (OwnerOf(id) is not { } owner)
            return ProcessReturn.PathNotFound;
        // The first process is the system, and this one is us.
        if (id == 1 || id == Environment.ProcessId)
            return ProcessReturn.AccessDenied;
        if (caller.Role < Role.Administrator && UserOf(caller) is var user && user.Id != 0 && user.Id != owner)
            return ProcessReturn.AccessDenied;
        if (Libc.Kill(id, Libc.SigKill) == 0)
            return ProcessReturn.Success;
        return Marshal.GetLastPInvokeError() == NoSuchProcess ? ProcessReturn.PathNotFound : ProcessReturn.AccessDenied;
    }

    /// <summary>The user that a process runs as; null where there is no such process.</summary>
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

    private HostUser UserOf(Caller caller)
    {
        var own = Libc.EffectiveUser();
        if (caller.UnixUser is null)
        {
            if (own == 0)
                throw new CimException(CimStatus.AccessDenied, "The server runs as root and the account is mapped to no Unix user (account --unix-user).");
            return host.Users.ById(own) ?? throw new CimException(CimStatus.AccessDenied, $"The server's own user {own.ToString(CultureInfo.InvariantCulture)} is not known.");
        }
        var user = host.Users.ByName(caller.UnixUser) ?? throw new CimException(CimStatus.AccessDenied, $"There is no Unix user {caller.UnixUser}.");
        if (own != 0 && user.Id != own)
            throw new CimException(CimStatus.AccessDenied, $"The server does not run as root and cannot act as {user.Name}.");
        return user;
    }

    // The server's own environment may hold what is not the caller's to see.
    private static bool TrySetEnvironment(IDictionary<string, string?> to, HostUser user, string[]? wanted)
    {
        to.Clear();
        to["PATH"] = user.Id == 0 ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : "/usr/local/bin:/usr/bin:/bin";
        to["HOME"] = user.Home;
        to["USER"] = to["LOGNAME"] = user.Name;
        to["SHELL"] = user.Shell.Length == 0 ? "/bin/sh" : user.Shell;
        foreach (var variable in wanted ?? [])
        {
            var equals = variable.IndexOf('=');
            if (equals <= 0 || variable.Contains('\0'))
                return false;
            to[variable[..equals]] = variable[(equals + 1)..];
        }
        return true;
    }

    private static string? FindProgram(string name, string directory)
    {
        if (name.Contains('/'))
            return IsProgram(Path.Combine(directory, name)) ? Path.Combine(directory, name) : null;
        return new[] { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" }
            .Select(d => Path.Combine(d, name)).FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
