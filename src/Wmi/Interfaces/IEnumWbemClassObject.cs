using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IEnumWbemClassObject ([MS-WMI] 3.1.4.4): the objects of an answer, one after the other.</summary>
[ComInterface("027947e1-d731-11ce-a357-000000000001")]
internal partial interface IEnumWbemClassObject
{
    /// <summary>Reset: back to the first object.</summary>
    [Opnum(3)]
    ValueTask<uint> ResetAsync(CancellationToken cancellationToken);

    /// <summary>Next: the next objects.</summary>
    [Opnum(4)]
    ValueTask<NextResult> NextAsync(int timeout, uint count, CancellationToken cancellationToken);

    /// <summary>NextAsync: the same, to a sink.</summary>
    [Opnum(5)]
    ValueTask<uint> NextToSinkAsync(uint count, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>Clone: another enumerator at the same position.</summary>
    [Opnum(6)]
    ValueTask<EnumResult> CloneAsync(CancellationToken cancellationToken);

    /// <summary>Skip: past the next objects.</summary>
    [Opnum(7)]
    ValueTask<uint> SkipAsync(int timeout, uint count, CancellationToken cancellationToken);
}
