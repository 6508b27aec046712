using Sekimori.Wire;

namespace Sekimori.Ndr;

public ref partial struct NdrReader
{
    /// <summary>
    /// The referent of a pointer: 0 is null; any other number only distinguishes full pointers. 4 bytes, or 8 in NDR64 ([C706] 14.3.10,
    /// [MS-RPCE] 2.2.5.3.5).
    /// </summary>
    public ulong ReadReferent() => Syntax == NdrSyntax.Ndr64 ? ReadUInt64() : ReadUInt32();

    /// <summary>
    /// The referent of an embedded reference pointer, which must not be null in NDR64 ([MS-RPCE] 2.2.5.3.5.1); in NDR20 its value is
    /// ignored ([C706] 14.3.11).
    /// </summary>
    /// <returns>A number other than 0.</returns>
    public ulong ReadReference()
    {
        if (ReadReferent() == 0 && Syntax == NdrSyntax.Ndr64) throw Bad(Malformed.BadValue, "null reference pointer");
        return 1;
    }

    /// <summary>Goes one pointer deeper; every pointee is read between this and <see cref="Leave"/>.</summary>
    public void Enter() => _budget.Enter();

    /// <summary>Leaves a pointee.</summary>
    public void Leave() => _budget.Leave();

    /// <summary>
    /// Looks whether a full pointer aliases one that was read before ([C706] 14.3.10.1): then there is no second pointee on the wire.
    /// </summary>
    /// <returns>True, and the pointee, if it does. False the first time: the caller reads the pointee and hands it to
    /// <see cref="Remember"/>.</returns>
    /// <exception cref="MalformedException"><see cref="Malformed.BadValue"/>: the alias is of another type, or points into a pointee that
    /// is still being read (a cycle).</exception>
    public bool TryReadAlias<T>(ulong referent, out T pointee)
    {
        if (_aliases.TryFind(referent, out var known))
        {
            pointee = known is T same
                ? same
                : throw Bad(Malformed.BadValue, "alias of a pointee of another type or of one that encloses it");
            return true;
        }
        _budget.Charge(1, NdrAliases.Size);
        HighestReferent = Math.Max(HighestReferent, (uint)referent);
        _aliases.Set(referent, null);
        pointee = default!;
        return false;
    }

    /// <summary>Keeps the pointee of a full pointer for the aliases that may follow.</summary>
    public void Remember(ulong referent, object? pointee) => _aliases.Set(referent, pointee);
}
