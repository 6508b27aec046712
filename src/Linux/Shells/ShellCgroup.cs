using System.Globalization;

namespace Sekimori.Linux.Shells;

/// <summary>
/// A control group (version 2) for one keeper and its processes, if the server may create one. It is a second wall: one write ends
/// everything within at once, however fast they start others. Without one, the keeper's own means do the same.
/// </summary>
internal sealed class ShellCgroup : IDisposable
{
    private static readonly Lazy<string?> Own = new(FindOwn);

    private const string Subgroup = "keeper";

    /// <summary>Prefixes of groups that belong to no shell.</summary>
    internal const string CreatedPrefix = "sekimori-created-";

    private readonly string _directory;
    private long? _keeperBytes;

    /// <summary>Uses an existing group.</summary>
    internal ShellCgroup(string directory) => _directory = directory;

    /// <summary>
    /// Moves this process into a group below its own, if it is alone in that one, as a unit's main process is: a group with processes
    /// cannot pass a controller down. Call it before the first group is made. systemd does it by itself from version 254 on
    /// (DelegateSubgroup=).
    /// </summary>
    internal static void Settle()
    {
        try
        {
            if (Where() is not { } own || Path.GetFileName(own) == Subgroup) return;
            var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            if (!File.ReadLines(Path.Combine(own, "cgroup.procs")).SequenceEqual([self])) return;
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(own, Subgroup)).FullName, "cgroup.procs"), self);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays where it is: the second wall is missing, the first one is not.
        }
    }

    /// <summary>Makes a group below the server's own.</summary>
    /// <returns>The group, or null if the system has no version 2, or does not let this user make one.</returns>
    internal static ShellCgroup? TryCreate(uint instance, int serial) =>
        TryCreate(string.Create(CultureInfo.InvariantCulture, $"{Prefix(instance)}{Environment.ProcessId}-{serial}"));

    /// <summary>Makes a group of a name below the server's own; null as above.</summary>
    internal static ShellCgroup? TryCreate(string name)
    {
        if (Own.Value is not { } own) return null;
        try
        {
            var directory = Path.Combine(own, name);
            Directory.CreateDirectory(directory);
            if (File.Exists(Path.Combine(directory, "cgroup.kill"))) return new ShellCgroup(directory);
            Directory.Delete(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // We may not create it: the second wall is missing, the first one is not.
        }

        return null;
    }

    /// <summary>Ends what earlier runs of the server left in their groups, and removes the groups.</summary>
    internal static void KillLeftovers(uint instance)
    {
        if (Own.Value is not { } own || !Directory.Exists(own)) return;
        foreach (var directory in Directory.EnumerateDirectories(own, Prefix(instance) + "*"))
        {
            var group = new ShellCgroup(directory);
            group.Kill();
            group.Dispose();
        }

        // What was created continues by itself, but no one else removes the group of what has ended since.
        foreach (var directory in Directory.EnumerateDirectories(own, CreatedPrefix + "*"))
        {
            if (File.Exists(Path.Combine(directory, "cgroup.procs")) && !File.ReadLines(Path.Combine(directory, "cgroup.procs")).Any())
                new ShellCgroup(directory).Dispose();
        }
    }

    /// <summary>Puts a process into the group, before it has started any other.</summary>
    internal void Take(int process) => Write("cgroup.procs", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Limits the memory of everything within, plus the keeper's own. If the group has no memory controller, or we may not use it, nothing
    /// happens: there is the <see cref="ShellMeter"/>.
    /// </summary>
    /// <param name="bytes">The limit in octets; null for none.</param>
    internal void LimitMemory(long? bytes)
    {
        if (!Has("memory.max")) return;
        if (bytes is not { } limit)
        {
            Write("memory.max", "max");
            return;
        }

        // Only the keeper is within when the first limit is set: its memory is its own.
        _keeperBytes ??= Number("memory.current");
        // All of the shell ends at once, as Windows ends it, not one process that the kernel picks.
        Write("memory.oom.group", "1");
        Write("memory.swap.max", "0");
        Write("memory.max", (limit + _keeperBytes.Value).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Limits the number of processes within; nothing happens if the group has no such controller.</summary>
    internal void LimitProcesses(int count)
    {
        if (Has("pids.max")) Write("pids.max", count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>True if the kernel has ended processes within for need of memory.</summary>
    internal bool RanOutOfMemory()
    {
        try
        {
            // cgroup-v2.rst: "oom_kill 0", the number of processes that were ended.
            return Has("memory.events") && File.ReadLines(Path.Combine(_directory, "memory.events"))
                .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Kills every process within.</summary>
    internal void Kill() => Write("cgroup.kill", "1");

    /// <summary>Removes the group, once it is empty; the kernel needs a moment for the last process.</summary>
    public void Dispose()
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                if (Directory.Exists(_directory)) Directory.Delete(_directory);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(2);
            }
        }
    }

    private static string Prefix(uint instance) => $"sekimori-{instance:x8}-";

    private bool Has(string file) => File.Exists(Path.Combine(_directory, file));

    private long Number(string file)
    {
        try
        {
            return long.TryParse(File.ReadAllText(Path.Combine(_directory, file)).AsSpan().Trim(), NumberStyles.None,
                CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(Path.Combine(_directory, file), text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As without a group.
        }
    }

    private static string? FindOwn()
    {
        try
        {
            // The keeper is in its own group, see Settle, and shells are beside it.
            if (Where() is not { } own || Path.GetFileName(own) != Subgroup) return Where();
            var above = new ShellCgroup(Path.GetDirectoryName(own)!);
            // One by one: where one controller is not available, the other one is.
            foreach (var controller in (string[])["+memory", "+pids"]) above.Write("cgroup.subtree_control", controller);
            return above._directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // proc(5): the line "0::/path" of version 2, below the mount of type cgroup2 (which lies beside version 1 on older systems).
    private static string? Where()
    {
        var path = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        var mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .FirstOrDefault(fields => fields is [_, _, "cgroup2", ..])?[1];
        return path is null || mount is null ? null : Path.Join(mount, path).TrimEnd('/');
    }
}
