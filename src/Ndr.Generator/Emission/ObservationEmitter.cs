using System.Collections.Generic;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>The statements that report decoded values to the guard: one call for each fact, nothing looked up at run time.</summary>
internal static class ObservationEmitter
{
    /// <summary>Reports members.</summary>
    /// <param name="code">Takes the statements.</param>
    /// <param name="members">The members.</param>
    /// <param name="owner">What precedes their names: "", or "result_." where a record holds them; the whole expression where
    /// <paramref name="isSingle"/>.</param>
    /// <param name="isSingle">True if the one member is the owner itself.</param>
    public static void Emit(Code code, IReadOnlyList<ObservedMember> members, string owner, bool isSingle)
    {
        foreach (var member in members)
        {
            var value = isSingle ? owner : owner + member.Name;
            if (!member.IsArray)
            {
                One(code, member, value);
                continue;
            }
            var (present, item) = (code.Fresh(), code.Fresh());
            code.Open($"if ({value} is {{ }} {present})");
            code.Open($"foreach (var {item} in {present})");
            One(code, member, item);
            code.Close();
            code.Close();
        }
    }

    private static void One(Code code, ObservedMember member, string value)
    {
        if (member.IsNullable)
        {
            var present = code.Fresh();
            code.Open($"if ({value} is {{ }} {present})");
            Facts(code, member, present);
            code.Close();
        }
        else Facts(code, member, value);
    }

    private static void Facts(Code code, ObservedMember member, string value)
    {
        // The nil UUID says that there is none ([C706] A.1).
        if (member.Form == ObservedForm.Uuid) code.Open($"if ({value} != default)");
        foreach (var fact in member.Facts)
            code.Line(member.Form switch
            {
                ObservedForm.Text => $"facts_.Add({fact}, {value});",
                ObservedForm.Uuid => $"facts_.Add({fact}, {value}.ToString());",
                ObservedForm.Number => $"facts_.Add({fact}, {value}.ToString(global::System.Globalization.CultureInfo.InvariantCulture));",
                _ => $"{value}.Observe({fact}, facts_);",
            });
        if (member.Form == ObservedForm.Uuid) code.Close();
    }
}
