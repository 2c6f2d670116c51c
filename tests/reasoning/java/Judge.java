import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.io.FileDocumentSource;
import org.semanticweb.owlapi.io.RDFOntologyFormat;
import org.semanticweb.owlapi.io.RDFTriple;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLEntity;
import org.semanticweb.owlapi.model.OWLNamedIndividual;
import org.semanticweb.owlapi.model.OWLObjectProperty;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyCreationException;
import org.semanticweb.owlapi.model.OWLOntologyFormat;
import org.semanticweb.owlapi.model.OWLOntologyLoaderConfiguration;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * Judges ontology documents by HermiT and by the profile checkers of the OWL API.
 *
 * <p>Usage: {@code Judge (consistency|entailments|profiles) FILE...}. Each answer is a line of fields
 * with tabs between them, and the first field is the file.
 */
public final class Judge {

  private static final String TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

  private Judge() {}

  public static void main(String[] arguments) throws OWLOntologyCreationException {
    for (int i = 1; i < arguments.length; i++) {
      OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
      OWLOntology ontology =
          manager.loadOntologyFromOntologyDocument(
              new FileDocumentSource(new File(arguments[i])),
              new OWLOntologyLoaderConfiguration());
      switch (arguments[0]) {
        case "consistency" -> say(arguments[i], String.valueOf(new Reasoner(ontology).isConsistent()));
        case "entailments" -> entailments(arguments[i], ontology);
        case "profiles" -> profiles(arguments[i], ontology);
        default -> throw new IllegalArgumentException("No such judgement: " + arguments[0]);
      }
    }
  }

  private static void entailments(String file, OWLOntology ontology) {
    Reasoner reasoner = new Reasoner(ontology);
    Set<OWLNamedIndividual> individuals = ontology.getIndividualsInSignature();
    for (OWLNamedIndividual individual : individuals) {
      for (OWLClass type : reasoner.getTypes(individual, false).getFlattened()) {
        say(file, iri(individual), TYPE, iri(type));
      }
      for (OWLObjectProperty property : ontology.getObjectPropertiesInSignature()) {
        for (OWLNamedIndividual value :
            reasoner.getObjectPropertyValues(individual, property).getFlattened()) {
          say(file, iri(individual), iri(property), iri(value));
        }
      }
    }
  }

  private static void profiles(String file, OWLOntology ontology) {
    OWLOntologyFormat format = ontology.getOWLOntologyManager().getOntologyFormat(ontology);
    for (RDFTriple triple : ((RDFOntologyFormat) format).getOntologyLoaderMetaData().getUnparsedTriples()) {
      say(file, "OWL 2", "not part of any axiom: " + triple);
    }
    for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
      Set<String> violations = new TreeSet<>();
      for (OWLProfileViolation violation : profile.checkOntology(ontology).getViolations()) {
        violations.add(violation.toString().replaceAll("\\s+", " "));
      }
      violations.forEach(violation -> say(file, profile.getName(), violation));
    }
  }

  private static String iri(OWLEntity entity) {
    return entity.getIRI().toString();
  }

  private static void say(String... fields) {
    System.out.println(String.join("\t", fields));
  }
}
