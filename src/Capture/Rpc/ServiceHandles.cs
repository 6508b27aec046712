using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// Which service a handle of the service control manager refers to: RStartService and similar calls carry only the handle that
/// RCreateService or ROpenService returned ([MS-SCMR] 3.1.4). A handle holds for every connection of its association group, so it is
/// remembered for the server.
/// </summary>
internal sealed class ServiceHandles
{
    /// <summary>
    /// Handles remembered; the oldest makes room. Who lists the services of an estate opens some hundreds for each host, one after the
    /// other.
    /// </summary>
    private const int Limit = 4096;

    private const int HandleSize = 20, StatusSize = 4;

    private static readonly Guid ServiceControl = new("367abb81-9844-35f1-ad32-98f038001003");

    private readonly Dictionary<(string Server, Guid Handle), string> _names = [];
    private readonly Queue<(string Server, Guid Handle)> _order = new();

    /// <summary>True for RCreateService and ROpenService in all their forms: 12, 24, 44, 45 and 60; 16 and 28.</summary>
    public static bool Opens(RpcInterface? known, int opnum) =>
        known is not null && known.Uuid == ServiceControl && opnum is 12 or 16 or 24 or 28 or 44 or 45 or 60;

    /// <summary>
    /// True for operations on one service: RControlService, RDeleteService, RChangeServiceConfig, RStartService, and their forms for ANSI
    /// and with reasons (50, 51).
    /// </summary>
    public static bool Uses(RpcInterface? known, int opnum) =>
        known is not null && known.Uuid == ServiceControl && opnum is 1 or 2 or 11 or 19 or 23 or 31 or 50 or 51;

    /// <summary>Processes an answer: the handle precedes the status, which comes last.</summary>
    public void Learn(string server, string? name, ReadOnlySpan<byte> answer)
    {
        if (name is null || answer.Length < HandleSize + StatusSize || answer[^StatusSize..].ContainsAnyExcept((byte)0)) return;
        var handle = Handle(answer[^(HandleSize + StatusSize)..]);
        if (handle == Guid.Empty) return;
        if (!_names.TryAdd((server, handle), name))
        {
            _names[(server, handle)] = name;
            return;
        }
        _order.Enqueue((server, handle));
        if (_order.Count > Limit) _names.Remove(_order.Dequeue());
    }

    /// <summary>The service that a call is about, by the handle that its arguments start with.</summary>
    public string? Recall(string server, ReadOnlySpan<byte> stub) =>
        stub.Length < HandleSize ? null : _names.GetValueOrDefault((server, Handle(stub)));

    /// <summary>The UUID of a context handle, which identifies it ([C706] Appendix N: attributes, then the UUID).</summary>
    private static Guid Handle(ReadOnlySpan<byte> handle) => new(handle.Slice(4, 16));
}
