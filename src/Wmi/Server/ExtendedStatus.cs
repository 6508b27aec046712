using Sekimori.Cim.Model;
using Sekimori.Dcom.References;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Server;

/// <summary>
/// Why an operation failed, in words: an instance of __ExtendedStatus by value, in the extension of the answer that COM has for errors
/// ([MS-DCOM] 2.2.21.1, [MS-WMI] 2.2.31). Programs on Windows read it with GetErrorInfo.
/// </summary>
internal static class ExtendedStatus
{
    /// <summary>The class.</summary>
    public const string ClassName = "__ExtendedStatus";

    /// <summary>The property with the text.</summary>
    public const string Description = "Description";

    /// <summary>Most characters of a text: a message can quote a query of 16,384, and a person reads the beginning.</summary>
    private const int MostCharacters = 512;

    // IErrorInfo.
    private static readonly Guid _iid = new("1cf2b120-547d-101b-8e65-08002b2bd119");

    private static readonly CimClass _class = new(
        ClassName, new("__NotifyStatus", null, [Property("StatusCode", CimType.UInt32, 0, "__NotifyStatus")]),
        [
            Property(Description, CimType.String, 1), Property("Operation", CimType.String, 2),
            Property("ParameterInfo", CimType.String, 3), Property("ProviderName", CimType.String, 4),
        ]);

    private static readonly InstanceEncoder _encoder = new WmioEncoders("", "root").For(_class);

    /// <summary>Leaves the object manager's words with a call. Other failures have their code alone.</summary>
    public static void Tell(RpcCall call, Exception e)
    {
        if (e is not CimException failure) return;
        var status = new CimInstance(_class);
        status.Set("StatusCode", (uint)failure.Status);
        status.Set(Description, failure.Message.Length <= MostCharacters ? failure.Message : failure.Message[..MostCharacters] + "…");
        var writer = new ByteWriter([]);
        try
        {
            _encoder.WriteUnit(ref writer, status);
            call.Error = new(OrpcExtent.Error, ClassObject.ToPointer(writer.Written.ToArray(), _iid).Data);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The same for a code that was kept with its cause.</summary>
    public static void Tell(RpcCall call, uint code, Exception? cause)
    {
        if ((int)code < 0 && cause is not null) Tell(call, cause);
    }

    private static CimProperty Property(string name, CimType type, int index, string origin = ClassName) =>
        new() { Name = name, Type = type, Index = index, Origin = origin };
}
