namespace Sekimori.Ndr;

public ref partial struct NdrWriter
{
    // Windows numbers its referents like this; any non-zero number would do ([C706] 14.3.10).
    private const uint FirstReferent = 0x0002_0000, ReferentStep = 4;

    /// <summary>Writes the referent of a unique or reference pointer: 0 where it is null.</summary>
    public void WriteReferent(bool present) => WriteReferent(present ? NextReferent() : 0);

    /// <summary>Writes the referent of a full pointer. The same object again gets the number that it had ([C706] 14.3.10.1).</summary>
    /// <returns>True where its pointee is still to be written; false for null and for an alias.</returns>
    public bool WriteFullReferent(object? pointee)
    {
        if (pointee is null)
        {
            WriteReferent(0);
            return false;
        }
        if (_firstPointee is null)
        {
            // One full pointer is the usual case and needs no dictionary.
            _firstPointee = pointee;
            _firstReferent = NextReferent();
            WriteReferent(_firstReferent);
            return true;
        }
        if (ReferenceEquals(_firstPointee, pointee))
        {
            WriteReferent(_firstReferent);
            return false;
        }
        _pointees ??= new Dictionary<object, uint>(ReferenceEqualityComparer.Instance);
        var isNew = !_pointees.TryGetValue(pointee, out var referent);
        if (isNew) _pointees[pointee] = referent = NextReferent();
        WriteReferent(referent);
        return isNew;
    }

    private uint NextReferent() => FirstReferent + ReferentStep * _referents++;

    private void WriteReferent(uint referent)
    {
        // [MS-RPCE] 2.2.5.3.5: 8 bytes in NDR64.
        if (Syntax == NdrSyntax.Ndr64) WriteUInt64(referent);
        else WriteUInt32(referent);
    }
}
