namespace Sekimori.Linux.Shells.Processes;

/// <summary>
/// Gives each keeper a number that no living keeper has: a mark shared by two shells would end one with the other. The number returned
/// longest ago is next.
/// </summary>
internal sealed class MarkNumbers
{
    private readonly Lock _lock = new();
    private readonly Queue<int> _returned = new();
    private int _fresh;

    /// <summary>Allocates a number.</summary>
    /// <exception cref="ShellException">The limit of distinguishable keepers is reached.</exception>
    internal int Take()
    {
        lock (_lock)
        {
            if (_fresh < ShellMark.MaxKeepers) return _fresh++;
            if (_returned.TryDequeue(out var number)) return number;
        }

        throw new ShellException(ShellFact.NoResources, $"Limit reached: {ShellMark.MaxKeepers} open shells.");
    }

    /// <summary>Frees a number, of a keeper of which nothing is left.</summary>
    internal void Return(int number)
    {
        lock (_lock) _returned.Enqueue(number);
    }
}
