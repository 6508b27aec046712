using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemFetchSmartEnum ([MS-WMI] 3.1.4.6): from an enumerator to its form for networks.</summary>
[ComInterface("1c1c45ee-4395-11d2-b60b-00104b703efd")]
internal partial interface IWbemFetchSmartEnum
{
    /// <summary>GetSmartEnum.</summary>
    [Opnum(3)]
    ValueTask<EnumResult> GetSmartEnumAsync(CancellationToken cancellationToken);
}
