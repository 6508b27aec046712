using Sekimori.Guard.Admission;

namespace Sekimori.Guard.Tests.Admission;

/// <summary>A connection that remembers whether it was sent away.</summary>
internal sealed class Holder : IPlaceHolder
{
    public PlaceUse Use { get; set; }

    public RefusalCause EvictionCause { get; private set; }

    public bool IsAway => EvictionCause != RefusalCause.None;

    public void Evict(RefusalCause cause) => EvictionCause = cause;
}
