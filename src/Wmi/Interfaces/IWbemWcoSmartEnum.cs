using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemWCOSmartEnum ([MS-WMI] 3.1.4.7): an enumerator that sends the class of its objects once.</summary>
[ComInterface("423ec01e-2e35-11d2-b604-00104b703efd")]
internal partial interface IWbemWcoSmartEnum
{
    /// <summary>Next: the next objects in one buffer.</summary>
    [Opnum(3)]
    ValueTask<SmartNextResult> NextAsync(Guid proxy, int timeout, uint count, CancellationToken cancellationToken);
}
