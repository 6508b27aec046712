using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Automation;

/// <summary>IEnumVARIANT ([MS-OAUT] 3.3): the members of a collection, one after the other.</summary>
[ComInterface("00020404-0000-0000-c000-000000000046")]
internal partial interface IEnumVariant
{
    /// <summary>Next: the next values.</summary>
    [Opnum(3)]
    ValueTask<NextVariantsResult> NextAsync(uint count, CancellationToken cancellationToken);

    /// <summary>Skip: past the next values.</summary>
    [Opnum(4)]
    ValueTask<uint> SkipAsync(uint count, CancellationToken cancellationToken);

    /// <summary>Reset: back to the first value.</summary>
    [Opnum(5)]
    ValueTask<uint> ResetAsync(CancellationToken cancellationToken);

    /// <summary>Clone: another enumerator at the same position.</summary>
    [Opnum(6)]
    ValueTask<CloneResult> CloneAsync(CancellationToken cancellationToken);
}
