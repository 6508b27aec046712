using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>A call whose answer may still come.</summary>
internal struct PendingCall
{
    public uint CallId;
    public RpcInterface? Interface;
    public string Version;
    public int Opnum;
    public long Ticks;
    public bool IsNdr64;
    public bool IsInferred;
    public bool IsOnObject;
    public ProtectionLevel Level;
    public FactSet? Facts;
}
