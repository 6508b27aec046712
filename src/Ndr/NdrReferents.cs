namespace Sekimori.Ndr;

/// <summary>
/// The referents of a message that is written: fresh ones for unique pointers, one for each object that full pointers reach.
/// </summary>
internal struct NdrReferents(uint used)
{
    // Windows numbers unique pointers like this, and full ones from 1; any non-zero number would do ([C706] 14.3.10).
    private const uint FirstUnique = 0x0002_0000, Step = 4;

    private uint _unique = FirstUnique;
    private uint _full = used;
    private object? _pointee;
    private uint _referent;
    private bool _taken;
    private Dictionary<object, (uint Referent, bool Taken)>? _more;

    /// <summary>The number of a unique pointer.</summary>
    public uint NextUnique() => (_unique += Step) - Step;

    /// <summary>The number of a full pointer that has no alias.</summary>
    public uint NextFull() => ++_full == 0 ? ++_full : _full;

    /// <summary>The number of an object, a new one if it has none. One full pointer is the usual case and needs no dictionary.</summary>
    public uint For(object pointee)
    {
        if (_pointee is null) (_pointee, _referent) = (pointee, NextFull());
        if (ReferenceEquals(_pointee, pointee)) return _referent;
        _more ??= new Dictionary<object, (uint, bool)>(ReferenceEqualityComparer.Instance);
        if (!_more.TryGetValue(pointee, out var known)) _more[pointee] = known = (NextFull(), false);
        return known.Referent;
    }

    /// <summary>True once for each object.</summary>
    public bool Take(object pointee)
    {
        if (ReferenceEquals(_pointee, pointee)) return !_taken && (_taken = true);
        var (referent, taken) = _more![pointee];
        if (!taken) _more[pointee] = (referent, true);
        return !taken;
    }
}
