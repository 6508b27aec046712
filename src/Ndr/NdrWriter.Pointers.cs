namespace Sekimori.Ndr;

public ref partial struct NdrWriter
{
    /// <summary>Writes the referent of a unique or reference pointer: 0 if it is null.</summary>
    public void WriteReferent(bool present) => WriteReferent(present ? _referents.NextUnique() : 0);

    /// <summary>Writes the referent of a full pointer to a value, which has no aliases: 0 if it is null.</summary>
    public void WriteFullReferent(bool present) => WriteReferent(present ? _referents.NextFull() : 0);

    /// <summary>Writes the referent of a full pointer. The same object again gets the number that it had ([C706] 14.3.10.1).</summary>
    public void WriteFullReferent(object? pointee) => WriteReferent(pointee is null ? 0 : _referents.For(pointee));

    /// <summary>
    /// Whether the pointee of a full pointer must still be written: true for the first reference to this object, false for its aliases.
    /// </summary>
    public bool TakePointee(object pointee) => _referents.Take(pointee);

    private void WriteReferent(uint referent)
    {
        // [MS-RPCE] 2.2.5.3.5: 8 bytes in NDR64.
        if (Syntax == NdrSyntax.Ndr64) WriteUInt64(referent);
        else WriteUInt32(referent);
    }
}
