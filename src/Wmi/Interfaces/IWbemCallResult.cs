using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemCallResult ([MS-WMI] 3.1.4.5): the result of a call that has been answered before its end.</summary>
[ComInterface("44aca675-e8fc-11d0-a07c-00c04fb68820")]
internal partial interface IWbemCallResult
{
    /// <summary>GetResultObject: of GetObject and ExecMethod.</summary>
    [Opnum(3)]
    ValueTask<ResultObjectResult> GetResultObjectAsync(int timeout, CancellationToken cancellationToken);

    /// <summary>GetResultString: of PutInstance, the path.</summary>
    [Opnum(4)]
    ValueTask<ResultStringResult> GetResultStringAsync(int timeout, CancellationToken cancellationToken);

    /// <summary>GetResultServices: of OpenNamespace.</summary>
    [Opnum(5)]
    ValueTask<ServicesResult> GetResultServicesAsync(int timeout, CancellationToken cancellationToken);

    /// <summary>GetCallStatus: the code of the call.</summary>
    [Opnum(6)]
    ValueTask<CallStatusResult> GetCallStatusAsync(int timeout, CancellationToken cancellationToken);
}
