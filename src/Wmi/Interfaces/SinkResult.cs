using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of QueryObjectSink.</summary>
/// <param name="Sink">IWbemObjectSink; null where it failed.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record SinkResult(InterfacePointer? Sink, uint Status);
