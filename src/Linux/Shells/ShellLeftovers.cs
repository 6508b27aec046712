using System.Text;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>Finds the processes of shells whose keeper, or whose server, was killed.</summary>
internal static class ShellLeftovers
{
    /// <summary>
    /// Ends what is left of one keeper of this server, which has ended but is not yet collected, so that its number still names its session
    /// and no other.
    /// </summary>
    internal static void EndOfKeeper(ShellMark mark, int keeper, TimeSpan limit)
    {
        var own = Environment.ProcessId;
        _ = ProcessHunt.End(
            id => id != own && ShellMark.Read(id) is { } its && its.IsSameKeeper(mark), table =>
            WithDescendants(table, entry => entry.Session == keeper), isOver: null, untilCertain: false, limit);
    }

    /// <summary>Ends everything that an earlier run of this server left behind. Runs before the first shell.</summary>
    /// <returns>True once nothing is left.</returns>
    internal static bool EndAll(uint instance, TimeSpan limit)
    {
        ShellCgroup.KillLeftovers(instance);
        var tag = Encoding.UTF8.GetBytes($"{ShellEnvironment.Tag}={instance:x8}/");
        var spared = OwnLine(ProcessTable.Read());
        return ProcessHunt.End(
            id => !spared.Contains(id) && Belongs(id, instance, tag),
            table => WithDescendants(table, entry => !spared.Contains(entry.Id) && Belongs(entry.Id, instance, tag)),
            isOver: null,
            untilCertain: false,
            limit);
    }

    private static bool Belongs(int process, uint instance, byte[] tag) =>
        (ShellMark.Read(process) is { } mark && mark.IsOf(instance)) || ProcessEnvironment.HasVariable(process, tag);

    private static IEnumerable<ProcessEntry> WithDescendants(List<ProcessEntry> table, Func<ProcessEntry, bool> chosen)
    {
        var found = new Dictionary<int, ProcessEntry>();
        foreach (var entry in table.Where(chosen))
        {
            found.TryAdd(entry.Id, entry);
            foreach (var below in ProcessTable.DescendantsOf(entry.Id, table)) found.TryAdd(below.Id, below);
        }

        return found.Values;
    }

    // A server that was itself started within one of these shells must not end itself or its own parents.
    private static HashSet<int> OwnLine(List<ProcessEntry> table)
    {
        var parents = table.ToDictionary(entry => entry.Id, entry => entry.Parent);
        var line = new HashSet<int>();
        for (var id = Environment.ProcessId; id > 0 && line.Add(id);) id = parents.GetValueOrDefault(id);
        return line;
    }
}
