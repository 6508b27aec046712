using Sekimori.Cim.Model;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>From a status of WMI to a fault of WS-Management and back: through both protocols, a client learns the same.</summary>
public sealed class FaultStatusTests
{
    // Where two statuses have one fault, the one that comes back is the first of them.
    private static readonly Dictionary<CimStatus, CimStatus> Merged = new()
    {
        [CimStatus.InvalidNamespace] = CimStatus.InvalidClass, [CimStatus.InvalidProperty] = CimStatus.InvalidObjectPath,
        [CimStatus.InvalidMethodParameters] = CimStatus.InvalidParameter, [CimStatus.ProviderNotCapable] = CimStatus.NotSupported,
        // [DSP0226]: the operation was aborted.
        [CimStatus.CallCancelled] = CimStatus.Failed,
    };

    public static TheoryData<CimStatus> All => [.. Enum.GetValues<CimStatus>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_status_comes_back_as_it_was(CimStatus status)
    {
        var fault = CimFaults.From(new CimException(status, "why"));
        Assert.Equal(Merged.GetValueOrDefault(status, status), FaultStatus.Of(Read(fault)));
    }

    [Theory]
    [InlineData("InternalError", 0x80041032u, CimStatus.CallCancelled)]
    [InlineData("DestinationUnreachable", 0x8004100Eu, CimStatus.InvalidNamespace)]
    [InlineData("SomethingElse", 5u, CimStatus.Failed)]
    [InlineData("EncodingLimit", 2150858824u, CimStatus.QuotaViolation)]
    public void A_number_of_wmi_is_the_status_itself(string subcode, uint number, CimStatus status) =>
        Assert.Equal(status, FaultStatus.Of(new WsManFaultReply("Receiver", subcode, number, "why", null)));

    private static WsManFaultReply Read(Sekimori.WsMan.Faults.Fault fault) => new(
        "Sender", fault.Subcode.Name ?? "", fault.Number, fault.Reason, fault.Detail);
}
