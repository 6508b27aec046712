namespace Sekimori.Storage.Audit;

/// <summary>
/// Members of queued lines, one after the other in one buffer: an array for each line would survive many collections while it waits. Not
/// thread-safe.
/// </summary>
internal sealed class AuditLines
{
    /// <summary>The capacity kept for the next lines; what a burst needed beyond it is released.</summary>
    private const int UsualBytes = 8 << 20;

    private readonly List<int> _ends = [];
    private byte[] _bytes;
    private int _length;

    /// <summary>No lines.</summary>
    public AuditLines() => _bytes = [];

    /// <summary>One line.</summary>
    public AuditLines(byte[] members)
    {
        (_bytes, _length) = (members, members.Length);
        _ends.Add(_length);
    }

    /// <summary>How many there are.</summary>
    public int Count => _ends.Count;

    /// <summary>The members of a line.</summary>
    public ReadOnlySpan<byte> this[int at] => _bytes.AsSpan((at == 0 ? 0 : _ends[at - 1]).._ends[at]);

    /// <summary>Adds a line.</summary>
    public void Add(ReadOnlySpan<byte> members)
    {
        if (members.Length > _bytes.Length - _length)
            Array.Resize(ref _bytes, int.Max(_length + members.Length, int.Max(1 << 16, _bytes.Length * 2)));
        members.CopyTo(_bytes.AsSpan(_length));
        _length += members.Length;
        _ends.Add(_length);
    }

    /// <summary>Forgets them all.</summary>
    public void Clear()
    {
        if (_bytes.Length > UsualBytes) _bytes = [];
        _length = 0;
        _ends.Clear();
    }
}
