namespace Sekimori.Ndr;

/// <summary>
/// The full pointers read so far in a message, by referent. Two fit without a dictionary: ept_map, the most frequent call, has two.
/// </summary>
internal struct NdrAliases
{
    /// <summary>What one entry costs, against the message's budget: a dictionary's slot and a box.</summary>
    public const int Size = 64;

    private ulong _referent1, _referent2;
    private object? _pointee1, _pointee2;
    private Dictionary<ulong, object?>? _more;

    /// <summary>Finds a referent. Its pointee is null while it is being read.</summary>
    public readonly bool TryFind(ulong referent, out object? pointee)
    {
        if (referent == _referent1) pointee = _pointee1;
        else if (referent == _referent2) pointee = _pointee2;
        else if (_more is null || !_more.TryGetValue(referent, out pointee))
        {
            pointee = null;
            return false;
        }
        return true;
    }

    /// <summary>Keeps the pointee of a referent, which is never 0.</summary>
    public void Set(ulong referent, object? pointee)
    {
        if (_referent1 == 0 || _referent1 == referent) (_referent1, _pointee1) = (referent, pointee);
        else if (_referent2 == 0 || _referent2 == referent) (_referent2, _pointee2) = (referent, pointee);
        else (_more ??= [])[referent] = pointee;
    }
}
